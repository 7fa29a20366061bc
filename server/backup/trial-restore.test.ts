import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { archiveName } from "#features/backup/archive/archive-name.ts";
import { createArchive } from "#features/backup/archive/create-archive.ts";
import { folderDestination } from "#features/backup/destinations/folder.ts";
import { diskStorage } from "#lib/storage/storage.ts";
import { writeArchiveFile } from "./archive-file.ts";
import { openArchiveSource } from "./archive-source.ts";
import { trialRestore, verifyArchive } from "./trial-restore.ts";

const { url, db, sql } = testDatabase();
const folder = mkdtempSync(join(tmpdir(), "vigie-trial-"));
const dataDir = join(folder, "data");
const now = new Date();
const name = archiveName(now, false);
const { signal } = new AbortController();
const storage = diskStorage(join(folder, "media"));

beforeAll(async () => {
  // A contradiction of the site itself, which is in every copy of it.
  await anArticle(db, "un-phare");
  await sql`update articles set comment_count = 7`;
  const { stream } = createArchive({ url, storage, dataDir: folder, pictures: "referenced" });
  await writeArchiveFile(join(folder, name), stream);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const trial = (archive: string) =>
  trialRestore(dataDir)({ destination: folderDestination(folder), archive, keys: {} }, signal);

test("restores a copy into a database of its own, whatever the site's checks say, and leaves nothing", async () => {
  const source = await openArchiveSource(join(folder, name));
  const { check } = await verifyArchive({ source, keys: {}, dataDir, signal });
  expect(check?.findings).toEqual([expect.stringContaining("un-phare")]);
  await trial(name);
  expect(existsSync(join(dataDir, "trial-restore"))).toBe(false);
});

test("ends before the disk is full, for the sake of the site beside it", async () => {
  const source = await openArchiveSource(join(folder, name));
  const options = { source, keys: {}, dataDir, signal, reserve: Number.MAX_SAFE_INTEGER };
  await expect(verifyArchive(options)).rejects.toThrow(/has too little room: .* A trial restore needs/);
  expect(existsSync(join(dataDir, "trial-restore"))).toBe(false);
});

test("finds a copy in the place of another: an older one, or a plain one instead of an encrypted one", async () => {
  const later = archiveName(new Date(now.getTime() + 5 * 3_600_000), false);
  renameSync(join(folder, name), join(folder, later));
  await expect(trial(later)).rejects.toThrow(/its name is newer: an older one was put in its place/);
  renameSync(join(folder, later), join(folder, archiveName(now, true)));
  await expect(trial(archiveName(now, true))).rejects.toThrow(/is not encrypted, although it should be/);
});
