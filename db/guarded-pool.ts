import type postgres from "postgres";
import { threadMetrics } from "#lib/metrics/thread-metrics.ts";
import { timeStatement } from "#lib/metrics/time-statement.ts";
import { applyArrayTypes, keepArrayTypes } from "./array-types.ts";
import { CallQueue } from "./call-queue.ts";
import { noteChangesOf } from "./commit-hooks.ts";
import type { Availability } from "./database-watch.ts";
import { guardTransaction } from "./guarded-transaction.ts";
import { type RepeatedStatements, withPrepareOption } from "./repeated-statements.ts";
import { DatabaseUnavailableError, isConnectionLost, isDatabaseUnavailable } from "./unavailable-error.ts";

/**
 * How long statements that were running when the database became unavailable may still finish (ms), so that a short
 * freeze loses nothing.
 */
const graceMs = 2_000;
/**
 * Calls per connection that are handed to postgres.js at once. If a BEGIN is the 100th statement of a connection, or is
 * sent while 64 KB wait to be sent, postgres.js 3.4.9 does not reserve the connection: the transaction fails but stays
 * open on the server, and other statements run in it and are never committed (porsager/postgres#823, #1189).
 */
const callsPerConnection = 2;
/** How long a replaced pool may finish its other work (seconds). */
const lastWorkSeconds = 5;

interface Call {
  readonly isOver: boolean;
  reject(error: DatabaseUnavailableError): void;
}

interface PoolOptions {
  /** How long a call may take with its wait for a connection (ms); undefined: without a limit. */
  callMs: number | undefined;
  repeated: RepeatedStatements | undefined;
  /** What is known about the server's availability. */
  availability: () => Availability | undefined;
}

declare global {
  // Counted for the whole process: the page server checks whether a render failed because of the database. See
  // db/database-watch.ts for why it is global.
  var vigieDatabaseFailures: number | undefined;
}

/** How many calls of this process failed so far because the database was unavailable. */
export function databaseFailures(): number {
  return globalThis.vigieDatabaseFailures ?? 0;
}

/** Counts failures, of this thread or of another one of the process. */
export function noteDatabaseFailures(count: number): void {
  globalThis.vigieDatabaseFailures = databaseFailures() + count;
}

/**
 * A postgres.js pool, for everything that drizzle calls, that stays safe when the server becomes unavailable, and
 * prepares the statements that `repeated` chooses.
 *
 * - With `callMs` no call waits longer for a connection and the response together: a frozen server is silent, and
 * postgres.js waits forever. While `availability` says that the database is down, calls fail at once, and those
 * that were running fail after a moment.
 * - A pool with a lost connection, or with one on which a call was abandoned, is replaced: postgres.js 3.4.9 would give
 * the next query of that connection the response of the last one, or none (porsager/postgres#1215). For transactions
 * see `guardTransaction`.
 * - postgres.js gets few calls at once (`callsPerConnection`).
 */
export function guardedPool(
  open: () => postgres.Sql,
  { callMs, repeated, availability: watched }: PoolOptions,
): postgres.Sql {
  let pool = applyArrayTypes(open());
  const queue = new CallQueue(callsPerConnection * pool.options.max);
  const running = new Set<Call>();
  const state = () => ({ size: pool.options.max, ...queue.state(pool.options.max) });
  threadMetrics.pools.add(state);
  let isClosed = false;
  let followed: Availability | undefined;
  let unfollow: (() => void) | undefined;

  /** Rejects running calls when the database becomes unavailable, unless it returns soon. */
  const followAvailability = () => {
    const availability = watched();
    if (availability === followed) return;
    unfollow?.();
    followed = availability;
    unfollow = availability?.onChange((state) => {
      if (state !== "down") return;
      const atDown = [...running];
      setTimeout(() => {
        if (availability.state === "down") giveUp(atDown.filter((call) => running.has(call)));
      }, graceMs).unref();
    });
  };

  const giveUp = (calls: readonly Call[]) => {
    if (calls.length === 0) return;
    replace(pool);
    for (const call of calls) call.reject(new DatabaseUnavailableError("The database did not answer in time."));
  };

  const replace = (stuck: postgres.Sql) => {
    if (stuck !== pool || isClosed) return;
    pool = applyArrayTypes(open());
    // drizzle sets its own conversions on the pool that it receives.
    Object.assign(pool.options.parsers, stuck.options.parsers);
    Object.assign(pool.options.serializers, stuck.options.serializers);
    void stuck.end({ timeout: lastWorkSeconds });
  };

  /** Records what a failed call reveals about its pool and the database. */
  const noteFailure = (used: postgres.Sql, error: unknown) => {
    if (isConnectionLost(error)) replace(used);
    if (callMs === undefined || !isDatabaseUnavailable(error)) return;
    noteDatabaseFailures(1);
    watched()?.suspect();
  };

  /**
   * Settles as the result of `start` does, or with an error after the timeout. Does not start while the database is
   * known to be unavailable.
   */
  const guard = async <T>(start: (used: postgres.Sql, call: Call) => PromiseLike<T>): Promise<T> => {
    let used = pool;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    let isOver = false;
    const call: Call = {
      get isOver() {
        return isOver;
      },
      reject(error) {
        isOver = true;
        reject(error);
      },
    };
    const timer = callMs === undefined ? undefined : setTimeout(() => giveUp([call]), callMs).unref();
    if (callMs !== undefined) {
      followAvailability();
      running.add(call);
    }
    const run = async () => {
      await queue.enter();
      try {
        if (isOver) return;
        used = pool;
        // An abandoned call may never settle.
        await Promise.race([start(used, call).then(resolve, reject), promise]);
      } catch (error) {
        reject(error);
      } finally {
        queue.leave();
      }
    };
    try {
      if (callMs !== undefined && followed?.state === "down") throw new DatabaseUnavailableError();
      void run();
      const answer = await promise;
      keepArrayTypes(used);
      return answer;
    } catch (error) {
      noteFailure(used, error);
      throw error;
    } finally {
      clearTimeout(timer);
      running.delete(call);
    }
  };

  /** Without it the others would read the change a moment later. */
  const notifyOthers = () => {
    if (isClosed) return;
    guard((used) => used.unsafe("select pg_notify('vigie_changes', '')")).catch(() => {});
  };

  /** `values()`, called at once, asks for rows as arrays: the query starts after that. */
  const unsafe = (...args: Parameters<postgres.Sql["unsafe"]>) => {
    let asLists = false;
    const answer = Promise.resolve().then(() =>
      guard((used) => {
        const query = used.unsafe(...withPrepareOption(args, repeated));
        return timeStatement<unknown>(args[0], asLists ? query.values() : query);
      }),
    );
    const values = () => {
      asLists = true;
      return answer;
    };
    return Object.assign(answer, { values });
  };

  type Work = (tx: postgres.TransactionSql) => Promise<unknown>;
  const begin = (...args: [work: Work] | [options: string, work: Work]) => {
    const [work = async () => {}, options = ""] = [...args].reverse() as [Work, string?];
    const run = () =>
      guard((used, call) => guardTransaction(used, options, work, { isOver: () => call.isOver, repeated }));
    return noteChangesOf(run, notifyOthers);
  };

  const overrides: Partial<Record<PropertyKey, unknown>> = {
    unsafe,
    begin,
    reserve: () => Promise.reject(new Error("Pools do not reserve connections: open one with openSession.")),
    end: (options?: { timeout?: number }) => {
      isClosed = true;
      unfollow?.();
      threadMetrics.pools.delete(state);
      return pool.end(options);
    },
  };
  return new Proxy(pool, {
    apply: (_target, self, args: unknown[]) => Reflect.apply(pool, self, args),
    get: (_target, name) => overrides[name] ?? Reflect.get(pool, name),
  });
}
