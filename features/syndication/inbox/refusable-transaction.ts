import type { Database, Executor } from "#db/client.ts";
import type { Result } from "#lib/result.ts";

/** Runs `work` in a transaction that a refusal rolls back. */
export async function runRefusable<T>(db: Database, work: (tx: Executor) => Promise<Result<T>>): Promise<Result<T>> {
  let result: Result<T> | undefined;
  try {
    return await db.transaction(async (tx) => {
      result = await work(tx);
      if (!result.ok) throw new RefusedTransaction();
      return result;
    });
  } catch (error) {
    if (error instanceof RefusedTransaction && result) return result;
    throw error;
  }
}

class RefusedTransaction extends Error {}
