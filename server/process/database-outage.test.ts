import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Connection, connect, requestLimits } from "#db/client.ts";
import { type DatabaseState, DatabaseWatch } from "#db/database-watch.ts";
import { databaseFailures } from "#db/guarded-pool.ts";
import { isDatabaseUnavailable } from "#db/unavailable-error.ts";
import { startTestPostgres } from "../testing/temporary-postgres.ts";

let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
let watch: DatabaseWatch | undefined;
let connection: Connection;

beforeAll(async () => {
  postgres = await startTestPostgres();
  connection = connect(postgres.url, { max: 3, limits: requestLimits });
  await connection.db.execute("create table kept (id int primary key)");
  // This PostgreSQL runs without fsync: killing it loses what was not written.
  await connection.db.execute("checkpoint");
});
afterEach(async () => {
  globalThis.vigieAvailability = undefined;
  await watch?.close();
  watch = undefined;
});
afterAll(async () => {
  await connection.close();
  await postgres.stop();
});

/** The error of a promise that must reject. */
const errorOf = (work: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(work).then(
    () => undefined,
    (error: unknown) => error,
  );

async function until(state: DatabaseState): Promise<void> {
  for (let waited = 0; watch?.state !== state; waited += 10) {
    if (waited > 20_000) throw new Error(`never ${state}`);
    await sleep(10);
  }
}

/** Starts a watch with short timeouts and registers it process-wide, as the serving process does. */
async function startWatch(): Promise<DatabaseState[]> {
  const seen: DatabaseState[] = [];
  watch = new DatabaseWatch(postgres.url, { intervalMs: 50, retryMs: 50, slowMs: 100, downMs: 400 });
  watch.onChange((state) => seen.push(state));
  globalThis.vigieAvailability = watch;
  await connection.db.execute("select 1");
  return seen;
}

const countKept = async () => (await connection.db.execute("select id from kept")).length;

test("limits the time of statements, lock waits and idle transactions", async () => {
  const rows = await connection.db.execute(
    "select name, setting from pg_settings where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') order by name",
  );
  expect(rows.map(({ setting }) => Number(setting))).toEqual([
    requestLimits.idleInTransactionMs,
    requestLimits.lockMs,
    requestLimits.statementMs,
  ]);
  const short = connect(postgres.url, { max: 1, limits: { ...requestLimits, statementMs: 50 } });
  const error = await errorOf(short.db.execute("select pg_sleep(60)"));
  await short.close();
  expect(isDatabaseUnavailable(error)).toBe(true);
});

test("does not treat an error in a query as an outage", async () => {
  const before = databaseFailures();
  const error = await errorOf(connection.db.execute("select nothing from nowhere"));
  expect(error).toBeInstanceOf(Error);
  expect(isDatabaseUnavailable(error)).toBe(false);
  expect(databaseFailures()).toBe(before);
});

test("when the database is killed, calls fail immediately, no connection is tried, and the watch recovers automatically", async () => {
  const seen = await startWatch();
  await postgres.outage.kill();
  expect(isDatabaseUnavailable(await errorOf(connection.db.execute("select 1")))).toBe(true);
  await until("down");
  const before = databaseFailures();
  const errors = await Promise.all(Array.from({ length: 1_000 }, () => errorOf(connection.db.execute("select 1"))));
  expect(errors.every((error) => isDatabaseUnavailable(error))).toBe(true);
  expect(databaseFailures()).toBe(before + 1_000);
  await postgres.outage.restart();
  await until("up");
  expect(await connection.db.execute("select 1")).toHaveLength(1);
  expect(seen.at(-1)).toBe("up");
});

test("when the database freezes, running calls are abandoned, new ones fail immediately, and abandoned work is not done later", async () => {
  const seen = await startWatch();
  const { promise: frozen, resolve: freeze } = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const transaction = errorOf(
    connection.db.transaction(async (tx) => {
      await tx.execute("insert into kept values (1)");
      begun.resolve();
      await frozen;
      await tx.execute("insert into kept values (2)");
    }),
  );
  await begun.promise;
  await postgres.outage.freeze();
  freeze();
  const query = errorOf(connection.db.execute("select 1"));
  await until("down");
  expect(seen.slice(-2)).toEqual(["slow", "down"]);
  expect(isDatabaseUnavailable(await errorOf(connection.db.execute("select 1")))).toBe(true);
  expect(isDatabaseUnavailable(await query)).toBe(true);
  expect(isDatabaseUnavailable(await transaction)).toBe(true);
  postgres.outage.thaw();
  await until("up");
  // Waits for the end of the sessions that were left behind.
  for (let left = 1; left > 0; ) {
    const rows = await connection.db.execute("select 1 from pg_stat_activity where state like 'idle in transaction%'");
    left = rows.length;
  }
  expect(await countKept()).toBe(0);
});

test("a short freeze loses nothing", async () => {
  await startWatch();
  await postgres.outage.freeze();
  const inserted = connection.db.execute("insert into kept values (3)");
  await until("slow");
  postgres.outage.thaw();
  await inserted;
  await until("up");
  expect(await countKept()).toBe(1);
});

test.each([
  ["during a statement", "select pg_sleep(60)"],
  ["between two statements", undefined],
])(
  "a transaction whose connection is lost %s fails and does nothing more, and the pool continues",
  async (_, running) => {
    const begun = Promise.withResolvers<number>();
    const lost = Promise.withResolvers<void>();
    const transaction = errorOf(
      connection.db.transaction(async (tx) => {
        const [row] = await tx.execute("select pg_backend_pid() as pid");
        begun.resolve(Number(row?.pid));
        if (running) await tx.execute(running).catch(() => {});
        else await lost.promise;
        // Even if the work ignores the error.
        await tx.execute("insert into kept values (100)");
        await tx.transaction((inner) => inner.execute("insert into kept values (101)"));
      }),
    );
    const pid = await begun.promise;
    await connection.db.execute(`select pg_terminate_backend(${pid}, 5000)`);
    expect(isDatabaseUnavailable(await transaction)).toBe(true);
    lost.resolve();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => connection.db.transaction((tx) => tx.execute(`select ${n} as n`))),
    );
    expect(answers.map(([row]) => row?.n)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    expect(await connection.db.execute("select 1 from kept where id >= 100")).toHaveLength(0);
  },
);

test("when the database is killed during a transaction and queries, each fails, and every later query gets its own result", async () => {
  await startWatch();
  const begun = Promise.withResolvers<void>();
  const calls = [
    connection.db.transaction(async (tx) => {
      await tx.execute("insert into kept values (102)");
      begun.resolve();
      await tx.execute("select pg_sleep(60)");
    }),
    connection.db.execute("select pg_sleep(60)"),
    connection.db.execute("select pg_sleep(60)"),
  ].map(errorOf);
  await begun.promise;
  await postgres.outage.kill();
  for (const error of await Promise.all(calls)) expect(isDatabaseUnavailable(error)).toBe(true);
  await postgres.outage.restart();
  await until("up");
  for (let n = 0; n < 10; n += 1) expect(await connection.db.execute(`select ${n} as n`)).toEqual([{ n }]);
  expect(await connection.db.execute("select 1 from kept where id >= 100")).toHaveLength(0);
});

test("a call that waits too long for a connection fails, and the next one does not", async () => {
  const small = connect(postgres.url, { max: 1, limits: { ...requestLimits, callMs: 1_500 } });
  const slow = errorOf(small.db.transaction((tx) => tx.execute("select pg_sleep(60)")));
  const waiting = errorOf(small.db.transaction((tx) => tx.execute("select 1")));
  expect(isDatabaseUnavailable(await slow)).toBe(true);
  expect(isDatabaseUnavailable(await waiting)).toBe(true);
  expect(await small.db.execute("select 1")).toHaveLength(1);
  await small.close();
});
