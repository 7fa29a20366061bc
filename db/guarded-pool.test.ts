import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { connect, type Executor } from "./client.ts";
import { testDatabase } from "./testing.ts";

const { url } = testDatabase();

test("runs each transaction on a connection of its own among hundreds of simultaneous statements", async () => {
  const { db, sql: client, close } = connect(url, { max: 2 });
  const readTransaction = (tx: Executor) =>
    tx.execute<{ id: string }>(sql`select pg_current_xact_id()::text as id`).then(([row]) => row?.id);
  try {
    const transactions = Array.from({ length: 300 }, async () => {
      await db.execute(sql`select 1`);
      return db.transaction(async (tx) => [await readTransaction(tx), await readTransaction(tx)]);
    });
    const ids = await Promise.all(transactions);
    for (const [before, after] of ids) expect(after).toBe(before);
    expect(new Set(ids.map(([id]) => id)).size).toBe(300);
    expect(
      await client`select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
    ).toHaveLength(0);
  } finally {
    await close();
  }
});

test("refuses to reserve a connection, for which postgres.js may wait forever", async () => {
  const { sql: client, close } = connect(url, { max: 1 });
  await expect(client.reserve()).rejects.toThrow("openSession");
  await close();
});
