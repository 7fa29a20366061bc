import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestFolder, removeTestFolder } from "../temporary-postgres.ts";
import { PostgresServer } from "./postgres-servers.ts";
import { waitUntil } from "./tracked-process.ts";

const folder = createTestFolder();
let primary: PostgresServer;
let standby: PostgresServer;

beforeAll(async () => {
  primary = await PostgresServer.startPrimary(path.join(folder, "primary"));
  await primary.withSql((sql) => sql`create table notes (n int primary key)`);
  standby = await primary.startStandby(path.join(folder, "standby"));
});
afterAll(async () => {
  await standby?.stop();
  await primary?.stop();
  removeTestFolder(folder);
});

const add = (n: number) => primary.withSql((sql) => sql`insert into notes values (${n})`);
const listOn = (server: PostgresServer) =>
  server.withSql(async (sql) => (await sql<{ n: number }[]>`select n from notes order by n`).map(({ n }) => n));

test("a standby applies what its primary commits, and accepts no writes", async () => {
  await add(1);
  await standby.waitFor(primary);
  expect(await listOn(standby)).toEqual([1]);
  await expect(standby.withSql((sql) => sql`insert into notes values (9)`)).rejects.toThrow("read-only");
});

test("a standby stays behind while its replay is paused, or by its delay", async () => {
  await standby.pauseReplay();
  await add(2);
  expect(await listOn(standby)).toEqual([1]);
  await standby.resumeReplay();
  await standby.waitFor(primary);
  expect(await listOn(standby)).toEqual([1, 2]);
  await standby.setApplyDelay(3_600_000);
  await add(3);
  const [received] = await primary.withSql(
    (sql) => sql<{ position: string }[]>`select pg_current_wal_flush_lsn()::text as position`,
  );
  // It has received the commit, and does not apply it.
  await waitUntil("the receipt", () =>
    standby.withSql(async (sql) => {
      const [row] = await sql`select pg_last_wal_receive_lsn() >= ${received?.position ?? ""}::pg_lsn as "isThere"`;
      return row?.isThere === true;
    }),
  );
  expect(await listOn(standby)).toEqual([1, 2]);
  await standby.setApplyDelay(0);
  await standby.waitFor(primary);
  expect(await listOn(standby)).toEqual([1, 2, 3]);
});

test("a killed primary loses nothing when it starts again, and its standby continues", async () => {
  await add(4);
  await primary.kill();
  expect(primary.isRunning).toBe(false);
  await primary.start();
  await add(5);
  await standby.waitFor(primary);
  expect(await listOn(standby)).toEqual([1, 2, 3, 4, 5]);
});

test("a synchronous standby has every acknowledged commit when it is promoted", async () => {
  await primary.set("synchronous_standby_names", "standby");
  await add(6);
  await primary.kill();
  await standby.promote();
  expect(await listOn(standby)).toEqual([1, 2, 3, 4, 5, 6]);
  await standby.withSql((sql) => sql`insert into notes values (7)`);
});
