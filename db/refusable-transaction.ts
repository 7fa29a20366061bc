import type { Result } from "#lib/result.ts";
import type { Executor } from "./client.ts";
import { isDeadlock } from "./errors.ts";

/** How often a transaction is tried that PostgreSQL aborts because of a deadlock. */
const maxAttempts = 3;

/** Runs `work` in a transaction that a refusal rolls back. */
export async function runRefusable<T>(
  db: Pick<Executor, "transaction">,
  work: (tx: Executor) => Promise<Result<T>>,
): Promise<Result<T>> {
  for (let attempt = 1; ; attempt += 1) {
    let result: Result<T> | undefined;
    try {
      return await db.transaction(async (tx) => {
        result = await work(tx);
        if (!result.ok) throw new RefusedTransaction();
        return result;
      });
    } catch (error) {
      if (error instanceof RefusedTransaction && result) return result;
      if (!isDeadlock(error) || attempt === maxAttempts) throw error;
    }
  }
}

class RefusedTransaction extends Error {}
