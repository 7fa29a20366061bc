import { z } from "zod";
import type { JobDefinition } from "#lib/jobs.ts";

/** The mail of an invitation (`sendInvitationMail`); one that was withdrawn or answered meanwhile is not sent. */
export const staffInvitationMail: JobDefinition<{ invitation: number }> = {
  name: "staff-invitation",
  payload: z.object({ invitation: z.number() }),
};
