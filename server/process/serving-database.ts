import { connect, type Database, jobLimits, reopenDatabase, requestLimits } from "#db/client.ts";
import { DatabaseWatch } from "#db/database-watch.ts";
import type { GracefulShutdown } from "./graceful-shutdown.ts";

/** Database connections for the worker's jobs. */
const maxWorkerConnections = 5;

interface ServingDatabase {
  /** For requests: no call waits long, and calls fail immediately while the database is known to be unavailable. */
  db: Database;
  /** For jobs, which may run long. */
  jobsDb: Database;
  availability: DatabaseWatch;
}

/** Opens the serving process's connections to the prepared database; they are closed when the process stops. */
export async function openServingDatabase(
  url: string,
  shutdown: Pick<GracefulShutdown, "onStop">,
): Promise<ServingDatabase> {
  const availability = new DatabaseWatch(url);
  globalThis.vigieAvailability = availability;
  shutdown.onStop(() => availability.close());
  const db = await reopenDatabase(requestLimits);
  const jobs = connect(url, { max: maxWorkerConnections, limits: jobLimits });
  shutdown.onStop(jobs.close);
  return { db, jobsDb: jobs.db, availability };
}
