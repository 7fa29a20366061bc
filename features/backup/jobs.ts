import { z } from "zod";
import type { JobDefinition } from "#lib/jobs.ts";

/** Makes all copies now, because an administrator asked for it on the health page. */
export const backupRequestJob: JobDefinition<Record<string, never>> = {
  name: "backup-request",
  payload: z.object({}).strict(),
};
