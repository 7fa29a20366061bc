import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { masterKey } from "#features/media/storage-keys.ts";
import { readEnv } from "#lib/env.ts";
import { diskStorage } from "#lib/storage/storage.ts";
import { archiveName } from "../archive/archive-name.ts";
import { folderDestination } from "../destinations/folder.ts";
import { indexName, readIndex } from "../pictures/archive-index.ts";
import { listCopies } from "./list-copies.ts";
import { runBackups } from "./run-backups.ts";

// BACKUP_TO is a place that somebody else can write to, too.
const { db, sql, url } = testDatabase();
const base = mkdtempSync(join(tmpdir(), "vigie-forged-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const offsite = join(base, "usb");
const destination = folderDestination(offsite);
const storage = diskStorage(join(base, "data/media"));
const said: string[] = [];
const env = readEnv({ DATA_DIR: join(base, "data"), SITE_URL: "https://news.example", BACKUP_TO: offsite });
const key = (n: number) => masterKey(n.toString(16).padStart(24, "0"), "png");

async function run(options: { adopt?: boolean } = {}): Promise<string> {
  said.length = 0;
  const signal = new AbortController().signal;
  const say = (line: string) => void said.push(line);
  const outcomes = await runBackups({ db, sql, url, env, storage, signal, say }, { scope: "all", ...options });
  expect(outcomes).toMatchObject([{ kind: "offsite" }]);
  expect(outcomes?.[0]?.failure).toBeUndefined();
  return outcomes?.[0]?.archive ?? "";
}

const indexFile = (archive: string) => join(offsite, indexName(archive));
const readLines = (archive: string) =>
  zstdDecompressSync(readFileSync(indexFile(archive)))
    .toString()
    .split("\n");
const forge = (archive: string, lines: string[]) =>
  writeFileSync(indexFile(archive), zstdCompressSync(lines.join("\n")));
const archives = () => readdirSync(offsite).filter((name) => name.endsWith(".tar.zst"));
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

async function addPicture(n: number): Promise<void> {
  await storage.put(key(n), Buffer.from(`picture ${n}`));
  await sql`insert into media (id, format, width, height, bytes) values (${n.toString(16).padStart(24, "0")}, 'png', 1, 1, 9)`;
}

beforeEach(async () => {
  rmSync(base, { recursive: true, force: true });
  for (const folder of ["data/media", "usb"]) mkdirSync(join(base, folder), { recursive: true });
  await sql`truncate backup_runs`;
  await sql`delete from media`;
  await sql`delete from settings`;
  await sql`insert into settings (key, value) values ('backup.local', '0'), ('backup.daily', '1'), ('backup.weekly', '0'), ('backup.monthly', '0')`;
});

test("a forged hash in the last index gets into no new archive", async () => {
  await addPicture(1);
  const first = await run();
  const other = hashOf("another picture");
  forge(
    first,
    readLines(first).map((line) => line.replace(hashOf("picture 1"), other)),
  );
  const listed: string[] = [];
  for await (const { sha256 } of readIndex(destination, await run())) listed.push(sha256);
  expect(listed).toEqual([hashOf("picture 1")]);
});

test("forged copies count for nothing in the retention, and no real copy is deleted for them", async () => {
  const dayMs = 86_400_000;
  const morning = new Date(`${new Date(Date.now() - dayMs).toISOString().slice(0, 10)}T09:00:00Z`);
  await sql`update settings set value = '2' where key = 'backup.daily'`;
  vi.useFakeTimers({ toFake: ["Date"], now: morning });
  const real = await run();
  vi.useRealTimers();
  const forged = archiveName(new Date(morning.getTime() + 3_600_000), false);
  writeFileSync(join(offsite, forged), "forged");
  forge(forged, [JSON.stringify({ product: "vigie", archive: forged, pictures: null, count: 0 }), ""]);
  const newest = await run();
  expect(said.join()).toContain("Not signed with this site's secret: 1 copy in ");
  expect(archives()).toEqual([real, forged, newest]);
  const [place] = await listCopies(db, env);
  const keptBy = (archive: string) => place?.copies.find(({ name }) => name === archive)?.keptBy;
  expect([real, forged, newest].map(keptBy)).toEqual([["daily"], ["unsigned"], ["newest", "daily"]]);
});

test("no picture is deleted because of a forged index that lists fewer", async () => {
  await addPicture(1);
  const first = await run();
  await sql`delete from media`;
  await sql`update settings set value = '9' where key = 'backup.daily'`;
  const [header = ""] = readLines(first);
  forge(first, [JSON.stringify({ ...JSON.parse(header), count: 0 }), ""]);
  await run();
  expect(readdirSync(join(offsite, "pictures"), { recursive: true }).join()).toContain(hashOf("picture 1"));
});

test("copies of an earlier secret are kept until --adopt signs them, and then by the rules", async () => {
  await addPicture(1);
  vi.stubEnv("AUTH_SECRET", "the secret of the lost machine");
  const old = await run();
  vi.unstubAllEnvs();
  await sql`delete from media`;
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await run();
  expect(said.join()).toContain("vigie backup run --adopt");
  expect(archives()).toContain(old);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const last = await run({ adopt: true });
  expect(said.join()).not.toContain("--adopt");
  // One copy a day: the last one. The picture of the first went with it.
  expect(archives()).toEqual([last]);
  expect(readdirSync(join(offsite, "pictures"), { recursive: true }).join()).not.toContain(hashOf("picture 1"));
});
