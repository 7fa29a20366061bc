"use server";

import { adminAction } from "#features/auth/action-wrappers.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { deleteJob, retryJob } from "./mutations.ts";
import { failedJobSchema } from "./schema.ts";

const limit = { name: "jobs.admin", points: 600, seconds: 600 };

/** Retries or deletes a failed job. */
export const decideFailedJobAction = adminAction({ schema: failedJobSchema, limit }, async ({ db, input }) => {
  const decided = input.act === "retry" ? await retryJob(db, input.id) : await deleteJob(db, input.id);
  if (!decided.ok) return decided;
  refreshAndRedirect(`/admin/jobs?done=${input.act}#failures`);
});
