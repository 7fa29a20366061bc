import { setTimeout } from "node:timers/promises";
import type { Database } from "#db/client.ts";
import { notifyFollowersOfComments } from "#features/follows/announcements/mutations.ts";
import { log } from "#lib/log/log.ts";

/** How often (seconds) followers hear of new comments. */
const followersIntervalSeconds = 10;

/** Notifies followers of new comments at intervals. A failure stops nothing. Returns a function that stops it. */
export function startNotificationSchedule(db: Database): () => Promise<void> {
  const ended = new AbortController();
  const running = repeat(followersIntervalSeconds, () => notifyFollowersOfComments(db), ended.signal);
  return async () => {
    ended.abort();
    await running;
  };
}

async function repeat(seconds: number, work: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      log.error({ err: error }, "A notification schedule failed.");
    }
    await setTimeout(seconds * 1_000, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
