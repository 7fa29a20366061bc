import { z } from "zod";
import type { JobDefinition } from "#lib/jobs.ts";

/**
 * Mails a member the outcome of their appeal (`sendAppealMail`). The outcome is final, so the mail has no grace period.
 */
export const appealMailJob: JobDefinition<{ appeal: number }> = {
  name: "appeal-mail",
  payload: z.object({ appeal: z.number() }),
};
