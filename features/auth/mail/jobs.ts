import { z } from "zod";
import type { JobDefinition } from "#lib/jobs.ts";
import { type AccountMailTemplate, accountMailTemplates } from "./account-mail-templates.ts";
import { type SignInMailTemplate, signInMailTemplateNames } from "./sign-in-mail-templates.ts";

/** A mail to the owner of an address, if anybody owns it. The link's secret is made when the mail is, so none is stored in the queue. */
export interface SignInMailJob {
  letter: SignInMailTemplate;
  email: string;
  /** Where its reader wanted to go: a path of this site. */
  next?: string | undefined;
}

export const signInMail: JobDefinition<SignInMailJob> = {
  name: "member-mail",
  payload: z.object({ letter: z.enum(signInMailTemplateNames), email: z.string(), next: z.string().optional() }),
};

/** A mail about a change of an account, to an address that need not be its owner's (yet, or any longer). */
export interface AccountMailJob {
  letter: AccountMailTemplate;
  memberId: number;
  to: string;
  /** As they were when it was asked for: a deleted member has none any longer. */
  name: string;
  locale: string | null;
  /** The new address. */
  address?: string | undefined;
  /** The time that it is about, as an ISO date. */
  at?: string | undefined;
  /** The passkey's name. */
  passkey?: string | undefined;
  /** Recovery codes that are left. */
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
