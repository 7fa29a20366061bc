import { connect, type Database, jobLimits, reopenDatabase, requestLimits } from "#db/client.ts";
import { DatabaseWatch } from "#db/database-watch.ts";
import type { GracefulShutdown } from "./graceful-shutdown.ts";

/** Connections of the worker's jobs. */
const maxWorkerConnections = 5;

interface ServingDatabase {
  /** For requests: no call waits long, and none at all while the database is known to be away. */
  db: Database;
  /** For jobs, which may take long. */
  jobsDb: Database;
  availability: DatabaseWatch;
}

/** The serving process's ways to the database, once it has been prepared: closed when the process stops. */
export async function openServingDatabase(
  url: string,
  life: Pick<GracefulShutdown, "onStop">,
): Promise<ServingDatabase> {
  const availability = new DatabaseWatch(url);
  globalThis.vigieAvailability = availability;
  life.onStop(() => availability.close());
  const db = await reopenDatabase(requestLimits);
  const jobs = connect(url, { max: maxWorkerConnections, limits: jobLimits });
  life.onStop(jobs.close);
  return { db, jobsDb: jobs.db, availability };
}
