import { randomBytes } from "node:crypto";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { closeDatabase, connect, database, directUrl } from "#db/client.ts";
import { migrate, pendingMigrations } from "#db/migrate.ts";
import { testDatabase } from "#db/testing.ts";
import { isImportLocked, withImportLock } from "#features/wordpress/import-lock.ts";
import { startPgbouncer } from "../testing/cluster/system-programs.ts";
import { findProgram } from "../testing/cluster/tracked-process.ts";
import { createTestFolder, removeTestFolder } from "../testing/temporary-postgres.ts";
import { openDatabase } from "./database.ts";

// With the real PgBouncer in transaction mode. Skipped where it is not installed.

const { url } = testDatabase({ empty: true });
const otherDatabase = Object.assign(new URL(inject("postgresUrl")), { pathname: "/vigie_template" }).href;
const folder = createTestFolder();
afterAll(() => removeTestFolder(folder));
const pooler = { url: "" };

describe.skipIf(!findProgram("pgbouncer"))("through a pooler that changes the session between transactions", () => {
  let program: Awaited<ReturnType<typeof startPgbouncer>>;
  beforeAll(async () => {
    program = await startPgbouncer({ folder: path.join(folder, "pgbouncer") }, url);
    pooler.url = Object.assign(new URL(url), { port: String(program?.port) }).href;
  });
  afterAll(() => program?.process.kill());
  afterEach(async () => {
    await closeDatabase();
    process.env.DATABASE_URL = url;
    delete process.env.DATABASE_DIRECT_URL;
    delete globalThis.vigieCanPrepare;
    delete globalThis.vigiePooler;
  });

  const open = (DATABASE_DIRECT_URL?: string) =>
    openDatabase({ DATABASE_URL: pooler.url, DATABASE_DIRECT_URL, DATA_DIR: "/nonexistent" });

  test("a lock of a session is not safe, which is why DATABASE_DIRECT_URL exists", async () => {
    const key = randomBytes(4).readInt32BE();
    const clients = [connect(pooler.url, { max: 1 }), connect(pooler.url, { max: 1 })];
    try {
      const locked = [];
      for (const { sql } of clients) locked.push((await sql`select pg_try_advisory_lock(${key}) as locked`)[0]?.locked);
      // Both got the lock: PgBouncer gave them one session.
      expect(locked).toEqual([true, true]);
    } finally {
      for (const { close } of clients) await close();
    }
  });

  test("migrations and the lock of imports go past it", async () => {
    process.env.DATABASE_URL = pooler.url;
    process.env.DATABASE_DIRECT_URL = url;
    const handle = await open(url);
    expect(handle).toMatchObject({ url: pooler.url, directUrl: url });
    expect(directUrl()).toBe(url);
    await migrate(handle.directUrl);
    const seen = await withImportLock(handle.directUrl, async () => ({
      locked: await isImportLocked(database()),
      second: await withImportLock(handle.directUrl, async () => "runs").catch(() => "refused"),
    }));
    expect(seen).toEqual({ locked: true, second: "refused" });
    expect(await isImportLocked(database())).toBe(false);
  });

  test("statements, transactions and prepared statements of the site go through it", async () => {
    await migrate(url);
    const handle = await open(url);
    expect(globalThis.vigieCanPrepare).toBe(false);
    const { sql, close } = connect(handle.url, { max: 3 });
    try {
      expect(await pendingMigrations(sql)).toBe(0);
      const sums = await Promise.all(
        Array.from({ length: 30 }, (_, n) => sql.begin(async (tx) => (await tx`select ${n}::int + 1 as sum`)[0]?.sum)),
      );
      expect(sums).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    } finally {
      await close();
    }
  });

  test("refuses a direct address that leads to another database, or to none", async () => {
    await expect(open(otherDatabase)).rejects.toThrow("lead to different databases or servers");
    await expect(open("postgres://u:p@127.0.0.1:1/v")).rejects.toThrow(
      /The database at 127\.0\.0\.1:1\/v does not answer .*correct DATABASE_DIRECT_URL, or unset it to use DATABASE_URL\.$/,
    );
  });
});

test("without DATABASE_DIRECT_URL everything uses DATABASE_URL", async () => {
  process.env.DATABASE_URL = url;
  const handle = await openDatabase({ DATABASE_URL: url, DATABASE_DIRECT_URL: undefined, DATA_DIR: "/nonexistent" });
  expect(handle.directUrl).toBe(url);
  expect(directUrl()).toBe(url);
});
