"use server";

import { adminAction } from "#features/auth/action-wrappers.ts";
import { retryFailedJobs } from "#features/jobs/mutations.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { refused } from "#lib/result.ts";
import { forgetMeasurement, runScheduleSoon } from "./mutations.ts";
import { healthActionSchema } from "./schema.ts";

const limit = { name: "health.admin", points: 60, seconds: 600 };

/** Makes a copy or a trial restore soon, retries the jobs that were given up, or examines a check again. */
export const repairAction = adminAction({ schema: healthActionSchema, limit }, async ({ db, input: { act, id } }) => {
  if (act === "check") await forgetMeasurement(db, id);
  if (act === "jobs") await retryFailedJobs(db);
  const schedule = act === "trial" ? "backup-trial" : act === "backup" ? "backup" : "health";
  if (!(await runScheduleSoon(db, schedule)) && schedule !== "health") return refused("health.noSchedule");
  refreshAndRedirect(`/admin/health?done=${act}`);
});
