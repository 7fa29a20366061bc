import type { Clock } from "../ports.ts";

/** Minimum time between two counts while the author types. */
export const minCountIntervalMs = 500;

export type WordCountStore = ReturnType<typeof createWordCountStore>;

/**
 * A store with the word count of the open text, for `useSyncExternalStore`.
 * @param initial the count when the page opens
 * @param count undefined while it cannot be counted
 */
export function createWordCountStore(initial: number, count: () => number | undefined, clock: Pick<Clock, "after">) {
  let words = initial;
  let stop: (() => void) | null = null;
  const listeners = new Set<() => void>();
  function countNow() {
    stop = null;
    words = count() ?? words;
    for (const listener of listeners) listener();
  }
  return {
    get: () => words,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stop?.();
        stop = null;
      };
    },
    /** Call it after the text changed: the words are counted soon. */
    changed(): void {
      if (listeners.size > 0) stop ??= clock.after(minCountIntervalMs, countNow);
    },
  };
}
