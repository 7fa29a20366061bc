import { hostname } from "node:os";
import type { Database } from "#db/client.ts";
import { log } from "#lib/log/log.ts";
import { repeat } from "#lib/repeat.ts";
import { mailOutageAlert } from "./mail.ts";
import { openOutage, recordHeartbeat } from "./mutations.ts";
import { findLatestHeartbeat } from "./queries.ts";
import { type HeartbeatObservation, heartbeatMs, isOutage, observe } from "./rules.ts";

/** How often a web process looks whether jobs run. */
const watchMs = 2 * heartbeatMs;

/** Writes the heartbeat of this process, which runs jobs. Returns a function that stops it. */
export function startHeartbeat(db: Database): () => Promise<void> {
  const id = `${hostname()}:${process.pid}`;
  let isFirst = true;
  const write = async () => {
    await recordHeartbeat(db, id, { isFirst });
    isFirst = false;
  };
  return repeat(heartbeatMs, write, (error) =>
    log.error({ err: error }, "The heartbeat of this process could not be written."),
  );
}

/**
 * Watches in a web process whether any process runs jobs, wherever it is. After ten minutes without a heartbeat the
 * administrators are notified, once for all processes: a notice on the admin pages, a notification and a mail. The incident
 * ends with the next heartbeat. Returns a function that stops it.
 */
export function watchHeartbeats(db: Database): () => Promise<void> {
  let observation: HeartbeatObservation | undefined;
  const look = async () => {
    observation = await checkHeartbeats(db, observation, performance.now());
  };
  return repeat(watchMs, look, (error) =>
    log.error({ err: error }, "The heartbeats of the processes that run jobs could not be read."),
  );
}

/** Looks once, as `watchHeartbeats` does each minute, and returns what it has seen. */
export async function checkHeartbeats(
  db: Database,
  before: HeartbeatObservation | undefined,
  now: number,
): Promise<HeartbeatObservation> {
  const latest = await findLatestHeartbeat(db);
  const observation = observe(before, latest, now);
  if (isOutage(latest, observation, now)) {
    if (await openOutage(db, latest.mark))
      log.error("No jobs have run for ten minutes: the administrators are notified.");
    await mailOutageAlert(db, latest.mark);
  }
  return observation;
}
