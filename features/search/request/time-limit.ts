import type { Executor } from "#db/client.ts";
import { isStatementTimeout } from "#db/errors.ts";

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

/**
 * Runs work that may take too long; returns null then. As a savepoint, so that the transaction ends as usual and no
 * failure of the database is counted.
 */
export async function runUnlessCostly<T>(tx: Executor, work: (inner: Executor) => Promise<T>): Promise<T | null> {
  try {
    return await tx.transaction(work);
  } catch (error) {
    if (isStatementTimeout(error) || error instanceof CostlySearchError) return null;
    throw error;
  }
}
