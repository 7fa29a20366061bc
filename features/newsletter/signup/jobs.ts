import { z } from "zod";
import type { JobDefinition } from "#lib/jobs.ts";

/** The mail after a sign-up: the confirmation, or the way to the preferences if the address has a subscription. */
export const signupMailJob: JobDefinition<{ signup: number }> = {
  name: "newsletter-signup-mail",
  payload: z.object({ signup: z.number() }),
};

/** The mail with a new link to the preferences. `subscriber`: 0 if the address that somebody typed has no subscription; it is not kept. */
export const preferencesLinkJob: JobDefinition<{ subscriber: number; request: string }> = {
  name: "newsletter-preferences-link",
  payload: z.object({ subscriber: z.number(), request: z.string() }),
};
