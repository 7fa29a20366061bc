"use server";

import { adminAction } from "#features/auth/action-wrappers.ts";
import { backupRequestJob } from "#features/backup/jobs.ts";
import { retryFailedJobs } from "#features/jobs/mutations.ts";
import { enqueue } from "#lib/jobs.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { expireMeasurement, runScheduleSoon } from "./mutations.ts";
import { healthActionSchema } from "./schema.ts";

const limit = { name: "health.admin", points: 60, seconds: 600 };

/** Makes all copies or a trial restore soon, retries the jobs that were given up, or examines a check again. */
export const repairAction = adminAction({ schema: healthActionSchema, limit }, async ({ db, input: { act, id } }) => {
  if (act === "backup") await enqueue(db, backupRequestJob, {});
  if (act === "trial") await enqueue(db, backupRequestJob, { trial: true });
  if (act === "jobs") await retryFailedJobs(db);
  if (act === "check") {
    await expireMeasurement(db, id);
    await runScheduleSoon(db, "health");
  }
  refreshAndRedirect(`/admin/health?done=${act}`);
});
