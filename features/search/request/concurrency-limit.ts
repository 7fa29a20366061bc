import { CallQueue } from "#db/call-queue.ts";
import { type Result, refused } from "#lib/result.ts";

/** Of the ten connections of a process: a flood of searches leaves the others to articles and comments. */
const maxAtOnce = 3;
/** Waiting searches; with two seconds for the slowest, the last one waits half a minute at worst. */
const maxWaiting = 40;

// One queue for the whole process: the server's own modules and Next's bundle are two module graphs.
declare global {
  var vigieSearchPlaces: { queue: CallQueue; waiting: number } | undefined;
}

/** Runs a search when one of the few places is free; refused with `search.busy` if too many wait. */
export async function withSearchPlace<T>(search: () => Promise<Result<T>>): Promise<Result<T>> {
  globalThis.vigieSearchPlaces ??= { queue: new CallQueue(maxAtOnce), waiting: 0 };
  const places = globalThis.vigieSearchPlaces;
  if (places.waiting >= maxWaiting) return refused("search.busy");
  places.waiting += 1;
  try {
    await places.queue.enter();
  } finally {
    places.waiting -= 1;
  }
  try {
    return await search();
  } finally {
    places.queue.leave();
  }
}
