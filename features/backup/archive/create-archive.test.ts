import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { testDatabase } from "#db/testing.ts";
import { masterKey } from "#features/media/storage-keys.ts";
import { enqueue, openJobs } from "#lib/jobs.ts";
import { diskStorage } from "#lib/storage/storage.ts";
import type { CreateArchiveOptions } from "./archive-options.ts";
import { createArchive } from "./create-archive.ts";
import type { SiteTable } from "./queries.ts";
import { openSnapshot } from "./snapshot.ts";
import { readTable } from "./write-tar.ts";

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
    select count(*)::int from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`;
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

test("a table whose reader is slower than PostgreSQL does not keep the next statement waiting", async () => {
  // More than a stream buffers, and little enough to arrive with its end.
  const table: SiteTable = { schema: "public", name: "settings", columns: ["key", "value"] };
  for (const rows of [20, 30, 40, 200]) {
    await sql`delete from settings where key not in (select key from settings order by key limit ${rows})`;
    const snapshot = await openSnapshot(url);
    try {
      let bytes = 0;
      for await (const chunk of readTable(snapshot.sql, table)) {
        bytes += chunk.length;
        await setImmediate();
      }
      expect(bytes).toBeGreaterThan(64 * 1024);
      await snapshot.sql`select 1`;
    } finally {
      await snapshot.close();
    }
  }
});
