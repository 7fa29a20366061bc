import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { masterKey } from "#features/media/storage-keys.ts";
import { s3Storage } from "#lib/storage/s3.ts";
import { diskStorage, type Storage } from "#lib/storage/storage.ts";
import { startS3 } from "#lib/storage/storage-testing.ts";
import { acquirePostgres, type DatabaseHandle } from "../postgres/database.ts";
import { acquireInstanceLock } from "../process/instance-lock.ts";
import { createTestFolder, removeTestFolder, superuserUrl } from "../testing/temporary-postgres.ts";
import { queryOnce, startVigie } from "./site-commands-testing.ts";

// One embedded PostgreSQL, which this process holds, and the commands as an operator calls them.
// Each command takes seconds, and many on a busy machine.
const timeout = 600_000;
vi.setConfig({ testTimeout: timeout });
const folder = createTestFolder();
const dataDir = join(folder, "site");
const passphraseFile = join(folder, "passphrase");
const media = diskStorage(join(dataDir, "media"));
const archive = join(folder, "first.tar.zst.age");
const disk = join(folder, "disk");
let handle: DatabaseHandle;
let service: Awaited<ReturnType<typeof startS3>>;

const site = (): Record<string, string> => ({ DATA_DIR: dataDir, SITE_URL: "https://news.example" });
const bucket = () => ({
  BACKUP_S3_ENDPOINT: service.settings.endpoint,
  BACKUP_S3_KEY: service.settings.key,
  BACKUP_S3_SECRET: service.settings.secret,
});
const pictureBucket = () => ({
  S3_ENDPOINT: service.settings.endpoint,
  S3_BUCKET: service.settings.bucket,
  S3_KEY: service.settings.key,
  S3_SECRET: service.settings.secret,
});
const vigie = (args: string[], more: Record<string, string> = {}) => startVigie(args, { ...site(), ...more }).ended;
const withPassphrase = ["--passphrase-file", passphraseFile];
const restoreFirst = ["restore", archive, "--replace", ...withPassphrase];

/** Adds a picture of an article, with its file. */
async function addPicture(n: number): Promise<void> {
  const id = n.toString(16).padStart(24, "a");
  const bytes = Buffer.alloc(4_000, n);
  await media.put(masterKey(id, "png"), bytes);
  await queryOnce(handle.url, async (sql) => {
    await sql`insert into media (id, format, width, height, bytes) values (${id}, 'png', 1, 1, ${bytes.length})`;
    await sql`insert into library_pictures (media_id, content_hash, search) values (${id}, ${id}, '')`;
  });
}

/** What tells one content of the site from another. */
const content = () =>
  queryOnce(handle.url, async (sql) => {
    const [row] = await sql`
      select (select count(*)::int from articles) as articles, (select count(*)::int from comments) as comments,
        (select count(*)::int from media) as pictures`;
    return row;
  });

const databases = () =>
  queryOnce(superuserUrl(dataDir, handle.url), async (sql) => {
    const rows = await sql<{ name: string }[]>`
      select datname as name from pg_database where datname like 'vigie\\_%' order by datname`;
    return rows.map(({ name }) => name.replace(/\d+$/, "TIME"));
  });
const check = async () => {
  const { code, out } = await vigie(["check"]);
  // A restore keeps the pictures that the replaced site alone had: `restore undo` needs them.
  const findings = out.split("\n").filter((line) => line.includes(": ") && !line.startsWith("picture-strays: "));
  return code === 0 || !out.includes("checks passed") ? findings : [out];
};
/** The keys of the pictures, without those of backups in the same bucket. */
const listKeys = async (storage: Storage) => {
  const found: string[] = [];
  for await (const key of storage.list("aa")) found.push(key);
  return found.sort();
};
const archivesIn = (place: string) => readdirSync(place).filter((name) => name.includes(".tar.zst"));

beforeAll(async () => {
  mkdirSync(dataDir, { mode: 0o711 });
  mkdirSync(disk);
  writeFileSync(passphraseFile, "a passphrase of this test\n");
  handle = await acquirePostgres({ dataDir });
  // What the tests kill are processes, not the machine.
  await queryOnce(superuserUrl(dataDir, handle.url), async (sql) => {
    for (const setting of ["fsync", "full_page_writes"]) await sql.unsafe(`alter system set ${setting} = off`);
    await sql`select pg_reload_conf()`;
  });
  service = await startS3();
  expect(await vigie(["load", "--articles", "60", "--comments", "80"])).toMatchObject({ code: 0 });
  for (let n = 1; n <= 30; n += 1) await addPicture(n);
  writeFileSync(join(dataDir, "auth-secret"), "the secret of the first site");
  expect(await vigie(["backup", archive, ...withPassphrase])).toMatchObject({ code: 0 });
  const runs = await queryOnce(handle.url, (sql) => sql`select kind, location, archive, failure from backup_runs`);
  expect([...runs]).toEqual([{ kind: "manual", location: folder, archive: "first.tar.zst.age", failure: null }]);
}, timeout);
afterAll(async () => {
  await handle.release();
  await service.close();
  removeTestFolder(dataDir);
  removeTestFolder(folder);
});

test("restore --replace brings the site back and restore undo the one that it replaced, each with its secret keys", async () => {
  const first = await content();
  expect(await check()).toEqual([]);
  await addPicture(99);
  writeFileSync(join(dataDir, "auth-secret"), "the secret of the second site");
  const second = await content();
  expect(second).not.toEqual(first);

  const refused = await vigie(["restore", archive, ...withPassphrase]);
  expect(refused).toMatchObject({ code: 1, out: "" });
  expect(refused.err).toMatch(/^There is a site in \S+ already: add --replace .*; nothing was changed\.\n$/);

  const restored = await vigie(restoreFirst);
  expect(restored).toMatchObject({ code: 0 });
  expect(await content()).toEqual(first);
  expect(await check()).toEqual([]);
  expect(readFileSync(join(dataDir, "auth-secret"), "utf8")).toBe("the secret of the first site");
  expect(await databases()).toEqual(["vigie_before_vigie_TIME"]);

  expect(await vigie(["restore", "undo"])).toMatchObject({ code: 0 });
  expect(await content()).toEqual(second);
  expect(readFileSync(join(dataDir, "auth-secret"), "utf8")).toBe("the secret of the second site");
  expect(await vigie(["restore", "clean"])).toMatchObject({ code: 0 });
  expect(await databases()).toEqual([]);
  expect(readdirSync(dataDir).filter((name) => name.startsWith("auth-secret"))).toEqual(["auth-secret"]);
});

test("a backup that is killed leaves nothing that looks like one, and the next one removes its part", async () => {
  const place = join(folder, "killed");
  mkdirSync(place);
  const file = join(place, "site.tar.zst");
  for (const delay of [0, 20, 60, 120, 250]) {
    const { child, ended } = startVigie(["backup", file], site());
    // The part exists as soon as bytes come.
    while (archivesIn(place).length === 0 && child.exitCode === null) await sleep(5);
    await sleep(delay);
    child.kill("SIGKILL");
    await ended;
    if (existsSync(file)) {
      // It was complete before the signal came.
      expect(await vigie(["backup", "verify", "--quick", file])).toMatchObject({ code: 0 });
      renameSync(file, join(folder, `complete-${delay}`));
    }
    for (const name of archivesIn(place)) expect(name).toMatch(/^site\.tar\.zst\.\d+\.part$/);
  }
  expect(await vigie(["backup", file])).toMatchObject({ code: 0 });
  expect(readdirSync(place)).toEqual(["site.tar.zst"]);
});

test("two backups of one name: one is made, the other is refused in one line", async () => {
  const file = join(folder, "twice.tar.zst");
  const ends = await Promise.all([vigie(["backup", file]), vigie(["backup", file])]);
  expect(ends.map(({ code }) => code).sort()).toEqual([0, 1]);
  const refused = ends.find(({ code }) => code === 1);
  expect(refused?.err).toMatch(
    /^(Another backup is being written to .*|.* already exists, and a backup never replaces a file: .*)\n$/,
  );
  expect(await vigie(["backup", "verify", "--quick", file])).toMatchObject({ code: 0 });
  expect(readdirSync(folder).filter((name) => name.startsWith("twice"))).toEqual(["twice.tar.zst"]);
});

const mounted = () => spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]).status === 0;
test("a backup on a full disk says so in one line and leaves nothing", async ({ skip }) => {
  if (!mounted()) skip("Mounting a small disk needs root.");
  try {
    const { code, out, err } = await vigie(["backup", join(disk, "site.tar.zst")]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^The disk of \S+ is full: [^\n]*\.\n$/);
    expect(readdirSync(disk)).toEqual([]);
  } finally {
    spawnSync("umount", ["-l", disk]);
  }
});

test("a bucket holds backups, and pictures move from the disk into a bucket and back", async () => {
  const first = await content();
  const address = "s3://pictures/backups/site.tar.zst";
  expect(await vigie(["backup", address], bucket())).toMatchObject({ code: 0 });
  const again = await vigie(["backup", address], bucket());
  expect(again).toMatchObject({ code: 1 });
  expect(again.err).toMatch(/already exists, and a backup never replaces a file: use another name\.\n$/);

  const stored = s3Storage(service.settings);
  const before = await listKeys(media);
  expect(await vigie(["restore", address, "--replace"], { ...bucket(), ...pictureBucket() })).toMatchObject({
    code: 0,
  });
  const inBucket = await listKeys(stored);
  expect(inBucket).toHaveLength(31);
  expect(before).toEqual(expect.arrayContaining(inBucket));

  const fromBucket = join(folder, "from-bucket.tar.zst");
  expect(await vigie(["backup", fromBucket], pictureBucket())).toMatchObject({ code: 0 });
  const sample = await media.read(inBucket[0] ?? "");
  await media.delete("aa");
  expect(await vigie(["restore", fromBucket, "--replace"])).toMatchObject({ code: 0 });
  expect(await listKeys(media)).toEqual(inBucket);
  expect(await media.read(inBucket[0] ?? "")).toEqual(sample);
  expect(await content()).toEqual(first);
});

test("a nightly copy is restored with the pictures beside it", async () => {
  const place = join(folder, "copies");
  mkdirSync(place);
  expect(await vigie(["backup", "run"], { BACKUP_TO: place, BACKUP_PASSPHRASE: "of the copies" })).toMatchObject({
    code: 0,
  });
  const [name = ""] = archivesIn(place).filter((found) => found.endsWith(".age"));
  const before = await listKeys(media);
  await media.delete("aa");
  writeFileSync(passphraseFile, "of the copies\n");
  try {
    const restored = await vigie(["restore", join(place, name), "--replace", ...withPassphrase]);
    expect(restored).toMatchObject({ code: 0 });
    expect(restored.out).toContain("31 pictures written");
  } finally {
    writeFileSync(passphraseFile, "a passphrase of this test\n");
  }
  expect(await listKeys(media)).toEqual(before);
  expect(await check()).toEqual([]);
});

test("a restore that is killed leaves the old site or the new one whole, and the next command removes the rest", async () => {
  await addPicture(98);
  const old = await content();
  const moments: [string, number][] = [
    ["Restoring the site of", 0],
    ["Restoring the site of", 400],
    ["Comparing the rows", 0],
    ["Checking the restored site", 0],
    ["Checking the restored site", 200],
  ];
  for (const [line, delay] of moments) {
    // A picture whose file only the backup has.
    await media.delete(masterKey((2).toString(16).padStart(24, "a"), "png"));
    const { child, ended, says } = startVigie(restoreFirst, site());
    await says(line);
    await sleep(delay);
    child.kill("SIGKILL");
    await ended;
    expect([old, { ...old, pictures: 30 }]).toContainEqual(await content());
  }
  expect(await vigie(restoreFirst)).toMatchObject({ code: 0 });
  expect(await check()).toEqual([]);
  expect((await databases()).filter((name) => name.startsWith("vigie_restoring"))).toEqual([]);
  expect(readdirSync(dataDir).filter((name) => /restor/.test(name))).toEqual([]);
  expect(statSync(join(dataDir, "auth-secret")).mode & 0o777).toBe(0o600);
});

test("a restore that is stopped says what became of it, and leaves nothing", async () => {
  const before = await content();
  const { child, ended, says } = startVigie(restoreFirst, site());
  await says("Restoring the site of");
  child.kill("SIGTERM");
  const { code, err } = await ended;
  expect(code).toBe(1);
  expect(err.trim().split("\n").at(-1)).toMatch(/^Stopped: the site is as it was before, .* run the same/);
  expect(await content()).toEqual(before);
  expect((await databases()).filter((name) => name.startsWith("vigie_restoring"))).toEqual([]);
  expect(readdirSync(dataDir).filter((name) => /restor/.test(name))).toEqual([]);
});

test("beside a running site, a restore says what to do", async () => {
  const release = await acquireInstanceLock(dataDir);
  const { code, err } = await vigie(restoreFirst);
  release();
  expect(code).toBe(1);
  expect(err).toMatch(
    /^Vigie already runs on \S+ \(pid \d+\): stop it first, then run this command again\. [^\n]*\.\n$/,
  );
  expect(err).not.toContain("PORT");
});

test("without its key, or with another one, a backup makes nothing", async () => {
  const none = join(folder, "none");
  for (const keys of [[], ["--passphrase-file", join(dataDir, "auth-secret")]]) {
    const { code, err } = await vigie(["restore", archive, ...keys], { DATA_DIR: none });
    expect(code).toBe(1);
    expect(err).toMatch(/^The backup is encrypted, and no key that was given opens it: [^\n]*\n$/);
    expect(existsSync(none)).toBe(false);
  }
});

test("restores into an empty DATA_DIR, with a PostgreSQL of its own, from a file of any name", async () => {
  const empty = join(folder, "empty");
  const named = join(folder, "site.backup");
  copyFileSync(archive, named);
  mkdirSync(empty, { mode: 0o711 });
  const { code, out } = await vigie(["restore", named, ...withPassphrase], { DATA_DIR: empty });
  expect(code).toBe(0);
  expect(out).toMatch(/^The site of https:\/\/news\.example is restored .* 30 pictures written, 0 were there\.\n/);
  expect(out).toContain("The secret keys were in the backup and are restored.\n");
  expect(readFileSync(join(empty, "auth-secret"), "utf8")).toBe("the secret of the first site");
  expect(await vigie(["check"], { DATA_DIR: empty })).toMatchObject({ code: 0 });
  expect(await listKeys(diskStorage(join(empty, "media")))).toHaveLength(30);
  removeTestFolder(empty);
});
