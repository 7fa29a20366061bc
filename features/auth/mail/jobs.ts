import { z } from "zod";
import type { JobDefinition } from "#lib/jobs.ts";
import { type AccountMailTemplate, accountMailTemplates } from "./account-mail-templates.ts";
import { type SignInMailTemplate, signInMailTemplateNames } from "./sign-in-mail-templates.ts";

/**
 * A mail to the owner of an address, if it has an account. The link's secret is made with the mail, so that none is stored in the queue.
 */
export interface SignInMailJob {
  letter: SignInMailTemplate;
  email: string;
  /** The destination after the sign-in: a path of this site. */
  next?: string | undefined;
}

export const signInMail: JobDefinition<SignInMailJob> = {
  name: "member-mail",
  payload: z.object({ letter: z.enum(signInMailTemplateNames), email: z.string(), next: z.string().optional() }),
};

/** A mail about a change of an account, to an address that is not, or no longer, its owner's in some cases. */
export interface AccountMailJob {
  letter: AccountMailTemplate;
  memberId: number;
  to: string;
  /** As stored at the time of the request: a deleted member has none. */
  name: string;
  locale: string | null;
  /** The new address. */
  address?: string | undefined;
  /** The time that the mail is about, as an ISO date. */
  at?: string | undefined;
  /** The passkey's name. */
  passkey?: string | undefined;
  /** The number of remaining recovery codes. */
  left?: number | undefined;
}

export const accountMail: JobDefinition<AccountMailJob> = {
  name: "account-mail",
  payload: z.object({
    letter: z.enum(accountMailTemplates),
    memberId: z.number(),
    to: z.string(),
    name: z.string(),
    locale: z.string().nullable(),
    address: z.string().optional(),
    at: z.string().optional(),
    passkey: z.string().optional(),
    left: z.number().optional(),
  }),
};
