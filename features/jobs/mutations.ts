import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { hasFailed, hasQueues } from "./queries.ts";

/**
 * Runs a failed job as soon as a worker is free, with at least one more attempt. Refused with `jobs.gone` if it is not
 * failed any more.
 */
export async function retryJob(db: Executor, id: string): Promise<Result<void>> {
  if (!(await hasQueues(db))) return refused("jobs.gone");
  const retried = await db.execute(sql`
    update pgboss.job set state = 'retry', start_after = now(), completed_on = null,
      retry_limit = greatest(retry_limit, retry_count + 1),
      keep_until = greatest(keep_until, now() + interval '14 days')
    where id = ${id}::uuid and ${hasFailed} returning id`);
  return retried.length > 0 ? ok(undefined) : refused("jobs.gone");
}

/** Deletes a failed job: its work is not done. Refused with `jobs.gone` if it is not failed any more. */
export async function deleteJob(db: Executor, id: string): Promise<Result<void>> {
  if (!(await hasQueues(db))) return refused("jobs.gone");
  const deleted = await db.execute(sql`delete from pgboss.job where id = ${id}::uuid and ${hasFailed} returning id`);
  return deleted.length > 0 ? ok(undefined) : refused("jobs.gone");
}

/** The most jobs that are retried at once. */
const maxRetried = 1_000;

/** Runs the jobs that were given up as soon as a worker is free, with one more attempt each. Returns their number. */
export async function retryFailedJobs(db: Executor): Promise<number> {
  if (!(await hasQueues(db))) return 0;
  const retried = await db.execute(sql`
    update pgboss.job set state = 'retry', start_after = now(), completed_on = null,
      retry_limit = greatest(retry_limit, retry_count + 1),
      keep_until = greatest(keep_until, now() + interval '14 days')
    where (name, id) in (select name, id from pgboss.job where state = 'failed' limit ${maxRetried}) returning id`);
  return retried.length;
}
