import { database } from "#db/client.ts";
import { readWorkerHealth } from "./heartbeat/queries.ts";
import { listFailedJobs, listQueues, listScheduleRuns } from "./queries.ts";

/** Loads the page of background jobs. */
export async function loadJobs(after: string | undefined) {
  const db = database();
  const [health, queues, schedules, failures] = await Promise.all([
    readWorkerHealth(db),
    listQueues(db),
    listScheduleRuns(db),
    listFailedJobs(db, after),
  ]);
  return { health, queues, schedules, failures, isFirstPage: !after, now: new Date() };
}

/** Loads whether jobs run. */
export const loadWorkerHealth = () => readWorkerHealth(database());
