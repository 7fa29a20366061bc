import { createServer, connect as openSocket, type Socket } from "node:net";
import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connect, findPooler } from "./client.ts";
import { RepeatedStatements } from "./repeated-statements.ts";
import { members } from "./schema.ts";
import { testDatabase } from "./testing.ts";

const { url } = testDatabase();
const before = globalThis.vigieCanPrepare;
let open: ReturnType<typeof connect>;

beforeEach(() => {
  open = connect(url, { max: 1, prepareRepeated: true });
});
afterEach(async () => {
  globalThis.vigieCanPrepare = before;
  await open.close();
});

/** Lists the prepared statements about members, because postgres.js prepares some of its own. */
const listPrepared = async () =>
  open.sql`select from pg_prepared_statements where statement like '%"members"%' and statement not like '%pg_prep%'`;

test("prepares a statement that is run again and again, and gives the same rows", async () => {
  const find = (handle: string) =>
    open.db.select({ name: members.name }).from(members).where(eq(members.handle, handle));
  await open.db.insert(members).values({ name: "Ada", handle: "ada" });
  for (let n = 0; n < 4; n += 1) await find("ada");
  expect(await listPrepared()).toEqual([]);
  expect(await find("ada")).toEqual([{ name: "Ada" }]);
  expect(await find("ada")).toEqual([{ name: "Ada" }]);
  expect(await find("nobody")).toEqual([]);
  expect(await listPrepared()).toHaveLength(1);
});

test("prepares the statements of transactions and keeps their errors", async () => {
  const insert = () =>
    open.db.transaction((tx) =>
      tx.transaction((inner) => inner.insert(members).values({ name: "Bob", handle: "bob" })),
    );
  await insert();
  for (let n = 0; n < 6; n += 1) await expect(insert()).rejects.toMatchObject({ cause: { code: "23505" } });
  expect(await listPrepared()).toHaveLength(1);
});

test("survives a migration that changes the type of a column: one transaction of each connection fails, nothing else", async () => {
  await open.db.insert(members).values({ name: "Eve", handle: "eve" });
  const find = (tx: Pick<typeof open.db, "select"> = open.db) =>
    tx.select({ name: members.name }).from(members).where(eq(members.handle, "eve"));
  const retype = (type: string) => open.sql.unsafe(`alter table members alter column name type ${type}`);
  for (let n = 0; n < 6; n += 1) await find();
  expect(await listPrepared()).toHaveLength(1);
  await retype("varchar");
  expect(await find()).toEqual([{ name: "Eve" }]);
  await retype("text");
  // PostgreSQL aborts a transaction at its first error, so it cannot be repeated.
  await expect(open.db.transaction((tx) => find(tx))).rejects.toMatchObject({ cause: { code: "0A000" } });
  expect(await open.db.transaction((tx) => find(tx))).toEqual([{ name: "Eve" }]);
});

test("does not prepare statements without parameters", async () => {
  for (let n = 0; n < 10; n += 1) await open.db.execute(sql`select 1`);
  expect(await listPrepared()).toEqual([]);
});

test("prepares a fixed number of statements, however many texts there are", () => {
  const repeated = new RepeatedStatements();
  let prepared = 0;
  for (let text = 0; text < 1_000; text += 1)
    for (let use = 0; use < 5; use += 1) if (repeated.countUse(`select ${text}`)) prepared += 1;
  expect(prepared).toBe(200);
});

test("prepares few long texts that begin alike, so that many of them leave room for the others", () => {
  const repeated = new RepeatedStatements();
  const isPrepared = (text: string) => Array.from({ length: 5 }, () => repeated.countUse(text)).at(-1);
  const rest = "x".repeat(4_000);
  const long = Array.from({ length: 300 }, (_, n) => isPrepared(`with matched_found as materialized ${n} ${rest}`));
  expect(long.filter(Boolean)).toHaveLength(30);
  expect(isPrepared(`select what a member may see ${rest}`)).toBe(true);
  expect(isPrepared("select 1")).toBe(true);
});

test("prepares nothing behind a pooler, which gives its clients process ids of its own", async () => {
  await findPooler(url);
  expect(globalThis.vigieCanPrepare).toBe(true);
  const pooler = await startPooler(new URL(url));
  try {
    await findPooler(pooler.url);
    expect(globalThis.vigieCanPrepare).toBe(false);
  } finally {
    pooler.close();
  }
});

/** A stand-in for PgBouncer: passes everything on, but replaces the process id in BackendKeyData. */
async function startPooler(target: URL) {
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const upstream = openSocket(Number(target.port), target.hostname);
    sockets.push(client, upstream);
    client.pipe(upstream);
    upstream.on("data", (chunk: Buffer) => {
      const at = chunk.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
      if (at >= 0) chunk.writeInt32BE(1, at + 5);
      client.write(chunk);
    });
    upstream.on("close", () => client.destroy());
    client.on("error", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = new URL(target);
  if (address && typeof address === "object") url.port = String(address.port);
  url.hostname = "127.0.0.1";
  return {
    url: url.href,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
