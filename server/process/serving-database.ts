import { connect, type Database, jobLimits, reopenDatabase, requestLimits } from "#db/client.ts";
import { DatabaseWatch } from "#db/database-watch.ts";
import { setReplica } from "#db/replica.ts";
import type { Env } from "#lib/env.ts";
import { ReaderServer } from "../postgres/reader-server.ts";
import type { RenderThread } from "../render-thread/render-thread.ts";
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
  const jobs = connect(url, {
    max: maxWorkerConnections,
    limits: jobLimits,
    prepareRepeated: globalThis.vigieCanPrepare === true,
  });
  shutdown.onStop(jobs.close);
  return { db, jobsDb: jobs.db, availability };
}

/** Chooses the server from which shared pages are rendered; undefined without replicas. */
export async function openReaderServer(options: {
  env: Pick<Env, "DATABASE_REPLICA_URLS" | "PORT">;
  directUrl: string;
  availability: DatabaseWatch;
  renderThread: RenderThread;
  shutdown: Pick<GracefulShutdown, "onStop">;
}): Promise<ReaderServer | undefined> {
  const { env, directUrl, availability, renderThread, shutdown } = options;
  const replicas = env.DATABASE_REPLICA_URLS;
  if (replicas.length === 0) return undefined;
  const reader = await ReaderServer.open({
    replicas,
    primaryUrl: directUrl,
    primary: availability,
    process: String(env.PORT),
  });
  const use = () => {
    setReplica(reader.url);
    renderThread.readFrom(reader.url);
  };
  use();
  reader.onSwitch(use);
  shutdown.onStop(() => reader.close());
  return reader;
}
