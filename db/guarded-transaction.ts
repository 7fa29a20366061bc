import type postgres from "postgres";
import { timeStatement } from "#lib/metrics/time-statement.ts";
import { type RepeatedStatements, withPrepareOption } from "./repeated-statements.ts";
import { DatabaseUnavailableError, isConnectionLost } from "./unavailable-error.ts";

/**
 * `sql.begin` for a connection that may be lost in the middle. postgres.js 3.4.9 then sends its own ROLLBACK, and the
 * work's later statements, to a closed socket, which ends the process, or to the connection's next session
 * (porsager/postgres#1208, #1216). So once the connection is lost no statement of the work is sent, and the work never
 * settles for postgres.js: the loss itself ends `begin`. `isOver`: the caller has already got an error; then the
 * transaction is rolled back, even if the server continues it later.
 */
export async function guardTransaction(
  sql: postgres.Sql,
  options: string,
  work: (tx: postgres.TransactionSql) => Promise<unknown>,
  { isOver, repeated }: { isOver: () => boolean; repeated: RepeatedStatements | undefined },
): Promise<unknown> {
  const state = { isLost: false };
  const refuseIfOver = () => {
    if (isOver()) throw new DatabaseUnavailableError("The transaction was given up.");
  };
  const transaction = sql.begin(options, async (tx) => {
    const { promise: never } = Promise.withResolvers<unknown>();
    try {
      refuseIfOver();
      const result = await work(guardStatements(tx, state, repeated));
      refuseIfOver();
      return state.isLost ? never : result;
    } catch (error) {
      if (isConnectionLost(error)) state.isLost = true;
      if (state.isLost) return never;
      throw error;
    }
  });
  try {
    return await transaction;
  } catch (error) {
    // Perhaps between two statements: the work has not ended and must not continue.
    state.isLost = true;
    throw error;
  }
}

/** A transaction's client that sends nothing once its connection is lost. */
function guardStatements<T extends postgres.TransactionSql>(
  tx: T,
  state: { isLost: boolean },
  repeated: RepeatedStatements | undefined,
): T {
  const refuseIfLost = () => {
    if (state.isLost) throw new DatabaseUnavailableError("The connection of the transaction was lost.");
  };
  const noteLoss = (error: unknown) => {
    if (isConnectionLost(error)) state.isLost = true;
    throw error;
  };
  const unsafe = (...args: Parameters<postgres.Sql["unsafe"]>) => {
    let asLists = false;
    const answer = Promise.resolve()
      .then(() => {
        refuseIfLost();
        const query = tx.unsafe(...withPrepareOption(args, repeated));
        return timeStatement<unknown>(args[0], asLists ? query.values() : query);
      })
      .catch(noteLoss);
    const values = () => {
      asLists = true;
      return answer;
    };
    return Object.assign(answer, { values });
  };
  const savepoint = (work: (inner: postgres.TransactionSql) => Promise<unknown>) => {
    refuseIfLost();
    return tx.savepoint(async (inner) => {
      try {
        return await work(guardStatements(inner, state, repeated));
      } catch (error) {
        // Otherwise postgres.js would roll back to the savepoint.
        if (state.isLost) return Promise.withResolvers<unknown>().promise;
        throw error;
      }
    });
  };
  const overrides: Partial<Record<PropertyKey, unknown>> = { unsafe, savepoint };
  return new Proxy(tx, {
    apply(_target, self, args: unknown[]) {
      refuseIfLost();
      return Reflect.apply(tx, self, args);
    },
    get: (_target, name) => overrides[name] ?? Reflect.get(tx, name),
  });
}
