import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { sql as raw } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { backupConnectionName } from "#db/running-backups.ts";
import { media } from "#db/schema.ts";
import { openSession } from "#db/single-connection.ts";
import { testDatabase } from "#db/testing.ts";
import { storages, testStorage } from "#lib/storage/storage-testing.ts";
import { removeImage } from "../mutations.ts";
import { dropIdleSizes } from "./idle-sizes.ts";
import { foldersDueAt, minStrayAgeMs, storageFolders } from "./rules.ts";
import { cleanStrays } from "./strays.ts";

const { db, clear, url } = testDatabase();
const kept = `ab${"1".repeat(22)}`;
const gone = `ab${"2".repeat(22)}`;
const fresh = { folders: storageFolders };

describe.each(storages)("strays on %s", (kind) => {
  const given = testStorage(kind);
  const later = () => Date.now() + minStrayAgeMs + 60_000;
  const list = async () => {
    const keys: string[] = [];
    for await (const key of given.storage.list("")) keys.push(key);
    return keys.sort();
  };
  const keptFiles = [`ab/${kept}/r2/640.avif`, `ab/${kept}/r2/master.jpeg`, "ab/note.txt"].sort();
  const strays = [`ab/${gone}/640.avif`, `ab/${gone}/master.jpeg`, `ab/${kept}/640.avif`, `ab/${kept}/r1/master.jpeg`];

  beforeEach(async () => {
    await clear();
    await db.insert(media).values({ id: kept, format: "jpeg", width: 1, height: 1, bytes: 1, revision: 2 });
    for (const key of [...keptFiles, ...strays]) await given.storage.put(key, Buffer.from("x"));
  });

  test("files without a picture and of earlier revisions go after a day; what is no picture's file stays", async () => {
    const { storage } = given;
    expect(await cleanStrays(db, { storage, ...fresh })).toEqual({ files: 0, bytes: 0 });
    expect(await cleanStrays(db, { storage, ...fresh, now: later(), isDryRun: true })).toEqual({ files: 4, bytes: 4 });
    expect(await list()).toHaveLength(keptFiles.length + strays.length);
    expect(await cleanStrays(db, { storage, folders: ["aa"], now: later() })).toEqual({ files: 0, bytes: 0 });
    expect(await cleanStrays(db, { storage, ...fresh, now: later() })).toEqual({ files: 4, bytes: 4 });
    expect(await list()).toEqual(keptFiles);
  });

  test("the files of an upload in progress stay", async () => {
    const { storage } = given;
    await db.transaction(async (tx) => {
      await tx.execute(raw`select pg_advisory_xact_lock_shared(20241124, ${Number.parseInt(gone.slice(0, 2), 16)})`);
      expect(await cleanStrays(db, { storage, ...fresh, now: later() })).toEqual({ files: 0, bytes: 0 });
    });
    expect(await list()).toHaveLength(keptFiles.length + strays.length);
  });
});

const disk = testStorage("disk");

test("the file of a picture that is deleted during a backup stays until the backup has ended", async () => {
  const { storage } = disk;
  await clear();
  await db.insert(media).values({ id: kept, format: "jpeg", width: 1, height: 1, bytes: 1 });
  const key = `ab/${kept}/master.jpeg`;
  await storage.put(key, Buffer.from("x"));
  const backup = openSession(url, backupConnectionName);
  await backup`begin transaction isolation level repeatable read, read only`;
  expect(await backup`select id from media`).toHaveLength(1);
  expect(await removeImage(db, kept, storage)).toBe(true);
  const now = Date.now() + minStrayAgeMs + 60_000;
  expect(await cleanStrays(db, { storage, ...fresh, now })).toMatchObject({ files: 0 });
  expect(await backup`select id from media`).toHaveLength(1);
  expect(await storage.size(key)).toBe(1);
  await backup.end();
  await expect.poll(() => cleanStrays(db, { storage, ...fresh, now })).toMatchObject({ files: 1 });
  expect(await storage.size(key)).toBeUndefined();
});

test("each folder has its turn within a day", () => {
  const start = Date.parse("2026-11-29T00:00:00Z");
  const seen = Array.from({ length: 24 }, (_, hour) => foldersDueAt(start + hour * 3_600_000)).flat();
  expect([...new Set(seen)].sort()).toEqual([...storageFolders]);
});

describe("idle sizes", () => {
  const folder = mkdtempSync(join(tmpdir(), "vigie-sizes-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const add = (key: string, days: number) => {
    const path = join(folder, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "0123456789");
    const at = new Date(Date.now() - days * 86_400_000);
    utimesSync(path, at, at);
  };

  test("go while bytes are wanted, the longest unread first; masters and recent ones stay", async () => {
    add(`ab/${kept}/master.jpeg`, 400);
    add(`ab/${kept}/320.avif`, 40);
    add(`ab/${kept}/640.avif`, 200);
    add(`ab/${kept}/r2/640.avif`, 1);
    expect(await dropIdleSizes({ folder, wanted: 0 })).toEqual({ files: 0, bytes: 0 });
    expect(await dropIdleSizes({ folder, wanted: 1_000, isDryRun: true })).toEqual({ files: 2, bytes: 20 });
    expect(await dropIdleSizes({ folder, wanted: 5 })).toEqual({ files: 1, bytes: 10 });
    expect(await dropIdleSizes({ folder, wanted: 1_000, isDryRun: true })).toEqual({ files: 1, bytes: 10 });
    expect(await dropIdleSizes({ folder, wanted: 1_000 })).toEqual({ files: 1, bytes: 10 });
    expect(await dropIdleSizes({ folder, wanted: 1_000 })).toEqual({ files: 0, bytes: 0 });
  });
});
