import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import type { Availability } from "#db/database-watch.ts";
import { everythingTag, invalidationChannel, liveChannel, parseInvalidation, type Urgency } from "#db/invalidation.ts";
import { log } from "#lib/log/log.ts";

const minRetryDelayMs = 100;
const maxRetryDelayMs = 1_000;
/** How long the database may take to confirm that it listens, or that it is still there (ms). */
const listenTimeoutMs = 10_000;

export interface LiveMessageListener {
  /** A message on the live channel, after the pages that it is about are expired here. */
  onMessage(payload: string): void;
  /** The connection was lost: messages may have been missed. */
  onConnectionLost(): void;
}

/**
 * Listens for the cache tags that other processes (and this one) changed, and expires them here. Messages sent while
 * the connection was lost are unknown, so each new connection expires everything. The same connection receives messages
 * for readers (`live`). Resolves once it listens for the first time and everything has been expired; then continues
 * until closed.
 */
export async function listenForInvalidations(
  url: string,
  expire: (tags: string[], urgency: Urgency) => void,
  { live, availability }: { live?: LiveMessageListener; availability?: Pick<Availability, "onChange"> } = {},
): Promise<{ close(): Promise<void> }> {
  const closing = new AbortController();
  let pause = minRetryDelayMs;
  let lost = false;

  const follow = async (listening: () => void) => {
    while (!closing.signal.aborted) {
      try {
        const hear = (channel: string, payload: string) => {
          if (channel !== invalidationChannel) return live?.onMessage(payload);
          const { tags, urgency } = parseInvalidation(payload);
          expire(tags, urgency);
        };
        const { ended } = await listen(url, hear, closing.signal, availability);
        if (lost) log.info("The database answers again: pages are made anew.");
        [lost, pause] = [false, minRetryDelayMs];
        expire([everythingTag], "now");
        listening();
        live?.onConnectionLost();
        await ended;
      } catch (error) {
        if (!lost && !closing.signal.aborted) {
          log.error({ err: error }, "The database does not answer: finished pages are still served; retrying.");
        }
        lost = true;
      }
      await waitUntilUp(pause, closing.signal, availability);
      pause = Math.min(pause * 2, maxRetryDelayMs);
    }
  };
  let done: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve) => {
    done = follow(resolve);
  });
  return {
    async close() {
      closing.abort();
      await done;
    },
  };
}

/** The result of `work`; throws if it takes longer than this many milliseconds. */
async function withTimeout<T>(ms: number, work: PromiseLike<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(ms, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new Error("the database did not answer in time");
  });
  late.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}

/** Waits this many milliseconds, or until the database responds again. */
async function waitUntilUp(
  ms: number,
  closing: AbortSignal,
  availability?: Pick<Availability, "onChange">,
): Promise<void> {
  const up = Promise.withResolvers<void>();
  const leave = availability?.onChange((state) => {
    if (state === "up") up.resolve();
  });
  await Promise.race([up.promise, sleep(ms, undefined, { signal: closing, ref: false }).catch(() => {})]);
  leave?.();
}

/**
 * Opens a connection. Resolves when it listens; `ended` settles when it is lost, and rejects if that was not requested.
 */
async function listen(
  url: string,
  heard: (channel: string, payload: string) => void,
  closing: AbortSignal,
  availability?: Pick<Availability, "onChange">,
): Promise<{ ended: Promise<void> }> {
  let reportLoss = () => {};
  const lostConnection = new Promise<void>((resolve) => {
    reportLoss = resolve;
  });
  // `sql.listen` listens again by itself after a lost connection, but only once and without reporting whether it did.
  const options = {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 5,
    fetch_types: false,
    onclose: () => reportLoss(),
    onnotify: heard,
  };
  const sql = postgres(url, options);
  try {
    await withTimeout(listenTimeoutMs, sql.unsafe(`listen ${liveChannel}; listen ${invalidationChannel}`));
  } catch (error) {
    await sql.end({ timeout: 1 });
    throw error;
  }
  const stop = () => void sql.end({ timeout: 1 });
  closing.addEventListener("abort", stop, { once: true });
  // After an outage the other end of this connection may have disappeared without notice.
  const leave = availability?.onChange((state) => {
    if (state === "up") withTimeout(listenTimeoutMs, sql.unsafe("select 1")).catch(() => reportLoss());
  });
  const ended = lostConnection.then(async () => {
    leave?.();
    closing.removeEventListener("abort", stop);
    await sql.end({ timeout: 1 });
    if (!closing.aborted) throw new Error("the connection was closed");
  });
  // Awaited later: a loss before that must not count as unhandled.
  ended.catch(() => {});
  return { ended };
}
