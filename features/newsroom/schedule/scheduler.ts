import type { Database } from "#db/client.ts";
import { log } from "#lib/log/log.ts";
import {
  findNextDue,
  LockContention,
  type NextDue,
  type PublishReport,
  preparationMs,
  publishDueArticles,
  publishPreparedBatch,
} from "./publish-due.ts";

/** How long (milliseconds) the clock waits at most: a plan made meanwhile by another process is seen then. */
const maxWaitMs = 1_000;
/** What is due and locked by somebody who saves is looked at again so soon. */
const minWaitMs = 50;

function logReport({ published, refused }: PublishReport): void {
  if (published + refused > 0) log.info({ published, refused }, "Articles were published at their time.");
}

/**
 * Publishes what was planned, to the moment, until it is stopped (the function returned, which waits for the article at hand). The table is
 * the queue: a job of pg-boss whose process was killed would wait for its expiry, two minutes, before somebody else took it up.
 */
export function startScheduler(db: Database): () => Promise<void> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let crowd: Promise<void> | undefined;
  /** Begins the work for a crowd in time, beside the looks: what is planned for before it is not kept waiting. Gives how long to wait. */
  const gather = (next: NextDue) => {
    const lead = crowd ? 0 : preparationMs(next);
    if (lead === 0 || next.wait > lead) return next.wait - lead;
    crowd = publishPreparedBatch(db, next.at, stop.signal)
      .then(logReport)
      .catch((error: unknown) => {
        if (!stop.signal.aborted && !(error instanceof LockContention))
          log.error({ err: error }, "A crowd could not be published together; each is tried again.");
      })
      .finally(() => {
        crowd = undefined;
      });
    return next.wait;
  };
  const look = async () => {
    let wait = maxWaitMs;
    try {
      logReport(await publishDueArticles(db, stop.signal));
      const next = await findNextDue(db);
      if (next) wait = Math.min(maxWaitMs, gather(next));
    } catch (error) {
      if (!stop.signal.aborted) log.error({ err: error }, "What is due could not be published; it is tried again.");
    }
    if (stop.signal.aborted) return;
    timer = setTimeout(
      () => {
        looking = look();
      },
      Math.max(minWaitMs, Math.ceil(wait)),
    );
  };
  let looking = look();
  return async () => {
    stop.abort();
    clearTimeout(timer);
    await looking;
    await crowd;
  };
}
