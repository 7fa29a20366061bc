import type { Database } from "#db/client.ts";
import { memberMail } from "#features/members/jobs.ts";
import { closeJobs, openJobs, openQueue, workOnce } from "#lib/jobs.ts";
import { log } from "#lib/log.ts";

/** Every kind of job there is; a new one is written down here. */
const kinds = [memberMail];

/**
 * Opens the job queue and, with `work`, does its jobs as they come (looked for each second). Without `work` (WORKER=0) this process only
 * adds jobs. Returns what closes both.
 */
export async function startJobs(db: Database, options: { work: boolean }): Promise<() => Promise<void>> {
  const boss = await openJobs({ supervise: options.work });
  for (const kind of kinds) {
    await openQueue(boss, kind);
    if (!options.work) continue;
    await boss.work<Parameters<typeof kind.work>[1]>(kind.name, { pollingIntervalSeconds: 1 }, async (jobs) => {
      for (const job of jobs) {
        try {
          await kind.work(db, job.data);
        } catch (error) {
          log.warn({ err: error, job: job.id, queue: kind.name }, "A job failed and will be tried again.");
          throw error;
        }
      }
    });
  }
  return closeJobs;
}

/** Does what is due in every queue, once, and says how much was done and how much failed (and will be tried again). */
export async function drainJobs(db: Database): Promise<{ done: number; failed: number }> {
  const count = { done: 0, failed: 0 };
  try {
    const boss = await openJobs();
    for (const kind of kinds) {
      await openQueue(boss, kind);
      for (let done = await workOnce(boss, db, kind); done !== undefined; done = await workOnce(boss, db, kind)) {
        count[done ? "done" : "failed"] += 1;
      }
    }
    return count;
  } finally {
    await closeJobs();
  }
}
