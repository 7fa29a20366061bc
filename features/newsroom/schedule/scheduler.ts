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
  retryPostponedArticles,
} from "./publish-due.ts";

/**
 * Longest wait between two checks, in milliseconds: this is how soon a schedule written by another process is noticed.
 */
const maxWaitMs = 1_000;
/** Shortest wait, in milliseconds, before a due article that somebody is saving is tried again. */
const minWaitMs = 50;

function logReport({ published, refused }: PublishReport): void {
  if (published + refused > 0) log.info({ published, refused }, "Articles were published at their time.");
}

/**
 * Starts the scheduler, which publishes at the scheduled time. Returns a function that stops it after the current
 * article. The table is the queue: a job of pg-boss whose process was killed would wait half a minute before another
 * process took it.
 */
export function startScheduler(db: Database): () => Promise<void> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let preparing: Promise<void> | undefined;
  let retrying: Promise<void> | undefined;
  const logFailure = (error: unknown) => {
    if (!stop.signal.aborted) log.error({ err: error }, "What is due could not be published; it is tried again.");
  };
  /** Runs beside the other publications: an article that takes too long must not delay them. */
  const retryPostponed = () => {
    retrying ??= retryPostponedArticles(db, stop.signal)
      .then(logReport)
      .catch(logFailure)
      .finally(() => {
        retrying = undefined;
      });
  };
  /**
   * Starts preparing the next batch in time, without delaying what is due earlier. Returns how long to wait, in
   * milliseconds.
   */
  const prepareBatch = (next: NextDue) => {
    const lead = preparing ? 0 : preparationMs(next);
    if (lead === 0 || next.wait > lead) return next.wait - lead;
    preparing = publishPreparedBatch(db, next.at, stop.signal)
      .then(logReport)
      .catch((error: unknown) => {
        if (!stop.signal.aborted && !(error instanceof LockContention))
          log.error({ err: error }, "A batch could not be published together; each article is tried again.");
      })
      .finally(() => {
        preparing = undefined;
      });
    return next.wait;
  };
  const publishAndWait = async () => {
    let wait = maxWaitMs;
    retryPostponed();
    try {
      logReport(await publishDueArticles(db, stop.signal));
      const next = await findNextDue(db);
      if (next) wait = Math.min(maxWaitMs, prepareBatch(next));
    } catch (error) {
      logFailure(error);
    }
    if (stop.signal.aborted) return;
    timer = setTimeout(
      () => {
        running = publishAndWait();
      },
      Math.max(minWaitMs, Math.ceil(wait)),
    );
  };
  let running = publishAndWait();
  return async () => {
    stop.abort();
    clearTimeout(timer);
    await running;
    await preparing;
    await retrying;
  };
}
