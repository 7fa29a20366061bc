import type { Database } from "#db/client.ts";
import { log } from "#lib/log.ts";
import { publishDue, untilNextDue } from "./due.ts";

/** How long (milliseconds) the clock waits at most: a plan made meanwhile by another process is seen then. */
const longestWait = 1_000;
/** What is due and locked by somebody who saves is looked at again so soon. */
const shortestWait = 50;

/**
 * Publishes what was planned, to the moment, until it is stopped (the function returned, which waits for the article at hand). The table is
 * the queue: a job of pg-boss whose process was killed would wait for its expiry, two minutes, before somebody else took it up.
 */
export function followSchedules(db: Database): () => Promise<void> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    let wait = longestWait;
    try {
      const { published, refused } = await publishDue(db, stop.signal);
      if (published + refused > 0) log.info({ published, refused }, "Articles were published at their time.");
      wait = Math.min(longestWait, (await untilNextDue(db)) ?? longestWait);
    } catch (error) {
      log.error({ err: error }, "What is due could not be published; it is tried again.");
    }
    if (stop.signal.aborted) return;
    timer = setTimeout(
      () => {
        looking = look();
      },
      Math.max(shortestWait, Math.ceil(wait)),
    );
  };
  let looking = look();
  return async () => {
    stop.abort();
    clearTimeout(timer);
    await looking;
  };
}
