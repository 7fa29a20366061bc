import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { backupConnectionName } from "#db/running-backups.ts";
import { testDatabase } from "#db/testing.ts";
import { masterKey } from "#features/media/storage-keys.ts";
import { enqueue, openJobs } from "#lib/jobs.ts";
import { diskStorage } from "#lib/storage/storage.ts";
import type { CreateArchiveOptions } from "./archive-options.ts";
import { createArchive } from "./create-archive.ts";
import type { SiteTable } from "./queries.ts";
import { RowHash } from "./row-hash.ts";
import { openSnapshot } from "./snapshot.ts";
import { TableReader } from "./table-reader.ts";

const { sql, db, url } = testDatabase();
const folder = mkdtempSync(join(tmpdir(), "vigie-archive-"));
const storage = diskStorage(join(folder, "media"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ids = ["aa", "bb", "cc"].map((start) => start.padEnd(24, "0"));
const picture = (id: string) => Buffer.alloc(3_000, id);

beforeAll(async () => {
  await openJobs();
  await enqueue(db, { name: "archive-test", payload: z.object({ id: z.number() }) }, { id: 1 });
  for (const id of ids)
    await sql`insert into media (id, format, width, height, bytes) values (${id}, 'png', 1, 1, 3000)`;
  // The last one has no file.
  for (const id of ids.slice(0, 2)) await storage.put(masterKey(id, "png"), picture(id));
  await sql`
    insert into settings (key, value) select 'archive.' || n, to_jsonb(repeat('é\t\n\\' || n, 500)) from generate_series(1, 3000) as n`;
  writeFileSync(join(folder, "auth-secret"), "a secret of the test");
});

const options = (more: Partial<CreateArchiveOptions> = {}): CreateArchiveOptions => ({
  url,
  storage,
  dataDir: folder,
  pictures: "included",
  ...more,
});

async function collect(more: Partial<CreateArchiveOptions> = {}) {
  const { stream, finished } = createArchive(options(more));
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return { bytes: Buffer.concat(chunks), manifest: await finished };
}

test("makes an ordinary tar with every table, every picture and a manifest", async () => {
  const { bytes, manifest } = await collect();
  const file = join(folder, "site.tar.zst");
  writeFileSync(file, bytes);
  const target = mkdtempSync(join(folder, "out-"));
  const { status, stderr } = spawnSync("tar", ["--zstd", "-xf", file, "-C", target], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(JSON.parse(readFileSync(join(target, "manifest.json"), "utf8"))).toEqual(manifest);
  expect(manifest).toMatchObject({ leftOut: [], hasSecrets: false });
  expect(manifest.pictureTotals).toEqual({ count: 2, bytes: 6_000, missing: 1 });
  for (const id of ids.slice(0, 2))
    expect(readFileSync(join(target, "pictures", masterKey(id, "png")))).toEqual(picture(id));
  const [{ count } = { count: 0 }] = await sql<{ count: number }[]>`
    select count(*)::int from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
      and relname <> 'changes'`;
  expect(manifest.tables.filter(({ schema }) => schema === "public")).toHaveLength(count);
  const settings = manifest.tables.find(({ name }) => name === "settings");
  expect(settings?.rows).toBe(3_000);
  const parts = readdirSync(join(target, "database")).filter((name) => name.startsWith("public.settings."));
  expect(parts.length).toBeGreaterThan(1);
  expect(Buffer.concat(parts.sort().map((name) => readFileSync(join(target, "database", name)))).length).toBe(
    settings?.bytes,
  );
  expect(manifest.tables.find(({ name, schema }) => schema === "pgboss" && name === "job")?.rows).toBe(1);
  const list = readFileSync(join(target, "pictures-000001.sha256"), "utf8");
  const hash = createHash("sha256")
    .update(picture(ids[0] ?? ""))
    .digest("hex");
  expect(list.split("\n")[0]).toBe(`${hash} 3000 ${masterKey(ids[0] ?? "", "png")}`);
});

const settings: SiteTable = { schema: "public", name: "settings", columns: ["key", "value"] };

/** Reads the settings as a slow reader does. Returns the sizes of the parts, and the table's rows joined. */
async function readSlowly(pauseMs = 0) {
  const snapshot = await openSnapshot(url);
  try {
    const hash = new RowHash();
    const parts: Buffer[] = [];
    for await (const pieces of new TableReader(snapshot.sql).read(settings, hash)) {
      await wait(pauseMs);
      parts.push(Buffer.concat(pieces));
    }
    await snapshot.sql`select 1`;
    return { parts, hash };
  } finally {
    await snapshot.close();
  }
}

test("a table whose reader is slower than PostgreSQL does not keep the next statement waiting", async () => {
  // More than a stream buffers, and little enough to arrive with its end.
  for (const rows of [200, 40, 30, 20]) {
    await sql`delete from settings where key not in (select key from settings order by key limit ${rows})`;
    const { parts, hash } = await readSlowly();
    expect(hash.rows).toBe(rows);
    expect(Buffer.concat(parts).length).toBe(hash.bytes);
  }
});

test("a table is read in parts of whole rows, which keep their bytes while the next ones arrive", async () => {
  await sql`delete from settings`;
  await sql`
    insert into settings (key, value)
    select 'part.' || n, to_jsonb(repeat(md5(n::text), case when n % 50 = 0 then 200000 else 1000 end)) from generate_series(1, 400) as n`;
  const { parts, hash } = await readSlowly(20);
  expect(parts.length).toBeGreaterThan(6);
  for (const part of parts) expect(part.at(-1)).toBe("\n".charCodeAt(0));
  const whole = Buffer.concat(parts);
  const again = new RowHash();
  again.add(whole);
  expect(again).toMatchObject({ rows: 400, bytes: hash.bytes });
  expect(again.digest()).toBe(hash.digest());
  const rows = await sql<{ line: string }[]>`select key || E'\t' || value::text as line from settings`;
  expect(whole.toString().split("\n").slice(0, -1).sort()).toEqual(rows.map(({ line }) => line).sort());
});

test("a backup that is stopped ends also while PostgreSQL does not answer", async () => {
  // It waits for the lock.
  const locked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holding = sql.begin(async (tx) => {
    await tx`lock table settings in access exclusive mode`;
    locked.resolve();
    await release.promise;
  });
  await locked.promise;
  try {
    const stop = new AbortController();
    const { stream, finished } = createArchive(options({ signal: stop.signal }));
    const reading = (async () => {
      for await (const _bytes of stream);
    })();
    reading.catch(() => {});
    await expect.poll(() => waitingForLocks()).toBe(1);
    stop.abort(new Error("stopped by the test"));
    // It does not wait until PostgreSQL gives up.
    const first = await Promise.race([reading.catch(() => "stopped"), whenNoLockIsWaitedFor().then(() => "waited")]);
    expect(first).toBe("stopped");
    await expect(finished).rejects.toThrow();
  } finally {
    release.resolve();
    await holding;
  }
});

async function whenNoLockIsWaitedFor(): Promise<void> {
  while ((await waitingForLocks()) > 0) await wait(50);
}

async function waitingForLocks(): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int from pg_stat_activity where application_name = ${backupConnectionName} and wait_event_type = 'Lock'`;
  return row?.count ?? 0;
}
