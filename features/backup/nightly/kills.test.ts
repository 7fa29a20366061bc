import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { masterKey } from "#features/media/storage-keys.ts";
import { diskStorage } from "#lib/storage/storage.ts";
import { bucketDestination } from "../destinations/bucket.ts";
import { readDestination } from "../destinations/copies.ts";
import type { BackupDestination } from "../destinations/destination.ts";
import { startBucket } from "../destinations/destination-testing.ts";
import { folderDestination } from "../destinations/folder.ts";
import { readIndex } from "../pictures/archive-index.ts";

const { sql, url } = testDatabase();
const dataDir = mkdtempSync(join(tmpdir(), "vigie-kills-"));
const storage = diskStorage(join(dataDir, "media"));
let service: Awaited<ReturnType<typeof startBucket>>;
let places: BackupDestination[] = [];
const pictures = 120;
/** How long after its first line the process is killed (ms): while pictures are copied, while an archive is written, later. */
const kills = [0, 30, 80, 150, 250, 400, 700];

beforeAll(async () => {
  service = await startBucket();
  places = [folderDestination(join(dataDir, "backups"), { create: true }), bucketDestination(service.access)];
  // Old copies are deleted in every run.
  await sql`insert into settings (key, value) values ('backup.daily', '1'), ('backup.weekly', '0'), ('backup.monthly', '0')`;
});
afterAll(async () => {
  await service.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function addPictures(from: number, count: number): Promise<void> {
  for (let n = from; n < from + count; n += 1) {
    const id = n.toString(16).padStart(24, "0");
    await storage.put(masterKey(id, "png"), Buffer.alloc(2_000, id));
    await sql`insert into media (id, format, width, height, bytes) values (${id}, 'png', 1, 1, 2000)`;
  }
}

function startNight(): ChildProcess {
  const { endpoint, bucket, prefix, key, secret } = service.access;
  return spawn(process.execPath, [join(import.meta.dirname, "night-process-testing.ts")], {
    env: {
      ...process.env,
      DATABASE_URL: url,
      DATA_DIR: dataDir,
      BACKUP_TO: `s3://${bucket}/${prefix}`,
      BACKUP_S3_ENDPOINT: endpoint,
      BACKUP_S3_KEY: key,
      BACKUP_S3_SECRET: secret,
      SITE_URL: "https://news.example",
      LOG_LEVEL: "silent",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Every archive that has its name has its pictures; returns how many there are. */
async function countCompleteCopies(destination: BackupDestination): Promise<number> {
  const { copies, others } = await readDestination(destination);
  expect(others).toEqual([]);
  const stored = new Set<string>();
  for await (const { name } of destination.list("pictures")) stored.add(name.slice(-64));
  for (const { name } of copies)
    for await (const { sha256 } of readIndex(destination, name)) expect(stored).toContain(sha256);
  return copies.length;
}

test("killed at any moment, an archive that is there is complete, and the next run goes on", async () => {
  await addPictures(1, pictures);
  let copies = [0, 0];
  for (const [at, delay] of kills.entries()) {
    await addPictures(1_000 * (at + 1), 10);
    const child = startNight();
    await once(child.stdout ?? child, "data");
    await setTimeout(delay);
    child.kill("SIGKILL");
    await once(child, "close");
    const now = await Promise.all(places.map(countCompleteCopies));
    // What was complete before is not lost.
    for (const [index, count] of now.entries()) expect(count).toBeGreaterThanOrEqual(Math.min(copies[index] ?? 0, 1));
    copies = now;
  }
  const child = startNight();
  let output = "";
  child.stdout?.on("data", (bytes) => {
    output += bytes;
  });
  const [code] = await once(child, "close");
  expect(code).toBe(0);
  const total = pictures + 10 * kills.length;
  expect(JSON.parse(output.trim().split("\n").at(-1) ?? "")).toMatchObject([
    { kind: "local", pictures: total },
    { kind: "offsite", pictures: total },
  ]);
  for (const count of await Promise.all(places.map(countCompleteCopies))) expect(count).toBeGreaterThan(0);
  const open = await sql`select id from backup_runs where finished_at is null`;
  expect([...open]).toEqual([]);
}, 300_000);
