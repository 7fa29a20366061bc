import { z } from "zod";
import type { JobDefinition } from "#lib/jobs.ts";

/** Sends the mail of an invitation (`sendInvitationMail`), unless it was withdrawn or answered in the meantime. */
export const staffInvitationMail: JobDefinition<{ invitation: number }> = {
  name: "staff-invitation",
  payload: z.object({ invitation: z.number() }),
};
