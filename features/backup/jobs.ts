import { z } from "zod";
import type { JobDefinition } from "#lib/jobs.ts";

/** What an administrator asks for on the health page: all copies, or a trial restore. */
export type BackupRequest = { trial?: boolean | undefined };

/** Makes all copies or a trial restore now, because an administrator asked for it. */
export const backupRequestJob: JobDefinition<BackupRequest> = {
  name: "backup-request",
  payload: z.object({ trial: z.boolean().optional() }).strict(),
};
