import type { Executor } from "#db/client.ts";

/** A search takes longer than it may. */
export class CostlySearchError extends Error {}

/**
 * A transaction in which a search runs no further statement after `until` (`performance.now()`): each has a limit of its
 * own, but a search has up to twenty.
 */
export function withTimeLimit(db: Executor, until: number): Executor {
  const execute: Executor["execute"] = (query) => {
    if (performance.now() > until) throw new CostlySearchError("The search took too long.");
    return db.execute(query);
  };
  return new Proxy(db, { get: (target, name) => (name === "execute" ? execute : Reflect.get(target, name)) });
}
