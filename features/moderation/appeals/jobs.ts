import { z } from "zod";
import type { JobDefinition } from "#lib/jobs.ts";

/** The mail to a member whose appeal was decided (`sendAppealMail`). The decision is final, so the mail is sent at once. */
export const appealMailJob: JobDefinition<{ appeal: number }> = {
  name: "appeal-mail",
  payload: z.object({ appeal: z.number() }),
};
