import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import postgres from "postgres";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { z } from "zod";
import { knownMigrations, pendingMigrations } from "#db/migrate.ts";
import { testDatabase } from "#db/testing.ts";
import { signInMail } from "#features/auth/mail/jobs.ts";
import { createArchive } from "#features/backup/archive/create-archive.ts";
import { masterKey } from "#features/media/storage-keys.ts";
import { enqueue, openJobs } from "#lib/jobs.ts";
import { diskStorage } from "#lib/storage/storage.ts";
import { writeArchiveFile } from "./archive-file.ts";
import { openArchiveSource } from "./archive-source.ts";
import { findRestorePlace } from "./database-host.ts";
import { readOid, settleKilledRestore } from "./finish-restore.ts";
import { migrateTo } from "./migrate-to.ts";
import { type RestoreOptions, restoreSite } from "./restore-site.ts";
import { RestoreStage } from "./staged-restore.ts";
import { createTargetDatabase, listReplacedDatabases, replacedTime } from "./target-database.ts";

// The operator's PostgreSQL: its role may create databases, and the exchange happens in it.
const { sql, db, url } = testDatabase();
const folder = mkdtempSync(join(tmpdir(), "vigie-restore-"));
const media = diskStorage(join(folder, "media"));
const passphrase = "a passphrase of this test";
const id = "ab".padEnd(24, "0");
const archive = join(folder, "site.tar.zst.age");
const superuser = postgres(inject("postgresOwnerUrl"), { max: 1, onnotice: () => {} });
const created: string[] = [];

async function newDatabase(name = `restore_${created.length}_${process.pid}`): Promise<string> {
  created.push(name);
  await superuser.unsafe(`create database ${name} template template0 owner vigie`);
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

const read = async <T>(at: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> => {
  const connection = postgres(at, { max: 1, onnotice: () => {} });
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
};
const names = (at: string) =>
  read(at, async (own) =>
    (await own`select key from settings where key like 'restore.%' order by key`).map((row) => row.key),
  );

async function restore(file: string, at: string, more: Partial<RestoreOptions> = {}) {
  const dataDir = more.dataDir ?? mkdtempSync(join(folder, "data-"));
  const options: RestoreOptions = {
    source: await openArchiveSource(file),
    keys: { passphrase },
    url: at,
    isEmbedded: false,
    dataDir,
    storage: diskStorage(join(dataDir, "media")),
    replace: false,
    sendWaitingMail: false,
    signal: new AbortController().signal,
    onStep: () => {},
    onBytes: () => {},
    ...more,
  };
  return { dataDir, result: await restoreSite(options) };
}

beforeAll(async () => {
  await superuser`alter role vigie createdb`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "actions-key"), "the key of the actions");
  await openJobs();
  await enqueue(db, { name: signInMail.name, payload: z.object({}) }, {});
  await sql`insert into settings (key, value) values ('restore.first', '"é\\t\\u00a0"')`;
  await sql`insert into web_nodes (id, host, build) values ('node', 'web1', 'b')`;
  await sql`insert into media (id, format, width, height, bytes) values (${id}, 'png', 1, 1, 9)`;
  await media.put(masterKey(id, "png"), Buffer.from("a picture"));
  const { stream } = createArchive({ url, storage: media, dataDir: folder, pictures: "included", passphrase });
  // Rows that are written while the backup runs are not in it.
  async function* whileWriting() {
    let isFirst = true;
    for await (const chunk of stream) {
      if (isFirst) await sql`insert into settings (key, value) values ('restore.late', '1')`;
      isFirst = false;
      yield chunk;
    }
  }
  await writeArchiveFile(archive, whileWriting());
});
afterAll(async () => {
  await superuser`alter role vigie nocreatedb`;
  const left = await superuser<{ name: string }[]>`
    select datname as name from pg_database where datname ~ '^(vigie_before|vigie_restoring)_'`;
  for (const name of [...created, ...left.map((row) => row.name)])
    await superuser.unsafe(`drop database if exists ${name} with (force)`);
  await superuser.end();
  rmSync(folder, { recursive: true, force: true });
});

test("restores into an empty database: every row, the pictures and the secret keys", async () => {
  const at = await newDatabase();
  const { result, dataDir } = await restore(archive, at);
  expect(result).toMatchObject({ pictures: { written: 1, kept: 0, missing: 0 }, heldMail: { jobs: 1 } });
  expect(result.keptDatabase).toBeUndefined();
  expect(await names(at)).toEqual(["restore.first"]);
  expect(readFileSync(join(dataDir, "media", masterKey(id, "png")), "utf8")).toBe("a picture");
  expect(readFileSync(join(dataDir, "actions-key"), "utf8")).toBe("the key of the actions");
  expect(readdirSync(dataDir).sort()).toEqual(["actions-key", "auth-secret", "media"]);
  // The nodes that ran when the backup was made.
  expect([...(await read(at, (own) => own`select id from web_nodes`))]).toEqual([]);
  // The same indexes, constraints and triggers as a database that was migrated.
  const shape = (own: postgres.Sql) => own`
    select 'i' as kind, indexname as name, indexdef as definition from pg_indexes where schemaname = 'public'
    union all select 'c', conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) || convalidated::text
    from pg_constraint where connamespace = 'public'::regnamespace
    union all select 't', tgname, pg_get_triggerdef(oid) || tgenabled::text from pg_trigger where not tgisinternal
    order by kind, name, definition`;
  expect([...(await read(at, shape))]).toEqual([...(await shape(sql))]);
  // The release before may still return to these tables.
  const tolerance = (own: postgres.Sql) =>
    own`select migration::text, oldest_code::text from drizzle.migration_tolerance order by migration`;
  expect([...(await tolerance(sql))]).not.toEqual([]);
  expect([...(await read(at, tolerance))]).toEqual([...(await tolerance(sql))]);
});

test("that anybody can encrypt for a public key is said of a backup that no secret proves", async () => {
  const identity = await generateX25519Identity();
  const recipients = [await identityToRecipient(identity)];
  const file = join(folder, "recipient.tar.zst.age");
  const { stream } = createArchive({ url, storage: media, dataDir: folder, pictures: "omitted", recipients });
  await writeArchiveFile(file, stream);
  const unproven = expect.stringMatching(/^Whether this site made .* anybody can encrypt for a public key/);
  const byIdentity = await restore(file, await newDatabase(), { keys: { identities: [identity], isRequired: true } });
  expect(byIdentity.result.notes).toEqual([unproven]);
  const byPassphrase = await restore(archive, await newDatabase(), { keys: { passphrase, isRequired: true } });
  expect(byPassphrase.result.notes).toEqual([]);
});

test("a site is replaced only when asked to, and its database is kept", async () => {
  const at = await newDatabase();
  await restore(archive, at);
  await read(at, (own) => own`insert into settings (key, value) values ('restore.newer', '1')`);
  await expect(restore(archive, at)).rejects.toThrow(
    /^There is a site in the database of DATABASE_URL already: add --replace/,
  );
  const { result } = await restore(archive, at, { replace: true });
  expect(await names(at)).toEqual(["restore.first"]);
  const kept = Object.assign(new URL(at), { pathname: `/${result.keptDatabase}` }).href;
  expect(await names(kept)).toEqual(["restore.first", "restore.newer"]);
});

test("a restore that ends right after the exchange of the databases is finished by the next command", async () => {
  const at = await newDatabase();
  await restore(archive, at);
  await read(at, (own) => own`insert into settings (key, value) values ('restore.newer', '1')`);
  const dataDir = mkdtempSync(join(folder, "data-"));
  const storage = diskStorage(join(dataDir, "media"));
  const site = { url: at, isEmbedded: false, dataDir, storage };
  const shown = async () => Buffer.from((await storage.read(masterKey(id, "png"))) ?? "").toString();
  await storage.put(masterKey(id, "png"), Buffer.from("another picture"));
  // Nothing can take the place of this folder.
  mkdirSync(join(dataDir, "auth-secret", "full"), { recursive: true });
  await expect(restore(archive, at, { dataDir, storage, replace: true })).rejects.toThrow(
    /^The restored database is in its place, and the rest is done at the next start of the site: /,
  );
  expect(await names(at)).toEqual(["restore.first"]);
  expect(await shown()).toBe("another picture");
  rmSync(join(dataDir, "auth-secret"), { recursive: true });
  expect(await settleKilledRestore(site)).toMatch(
    /^A restore .* is finished now; the replaced database is kept as vigie_/,
  );
  expect(await shown()).toBe("a picture");
  expect(readFileSync(join(dataDir, "actions-key"), "utf8")).toBe("the key of the actions");
  expect(readdirSync(dataDir).sort()).toEqual(["actions-key", "auth-secret", "media"]);
  expect(await settleKilledRestore(site)).toBeUndefined();
});

test("what a restore prepared is removed if it was killed before the exchange", async () => {
  const at = await newDatabase();
  await restore(archive, at);
  const dataDir = mkdtempSync(join(folder, "data-"));
  const storage = diskStorage(join(dataDir, "media"));
  const place = await findRestorePlace(at, dataDir, false);
  if (place.kind !== "exchange") throw new Error("The role may create databases.");
  const target = await createTargetDatabase(place.host);
  const stage = new RestoreStage(dataDir);
  const oid = await readOid(target.url);
  stage.begin({
    database: target.name,
    oid,
    kept: target.keptName,
    hadSite: true,
    time: replacedTime(target.keptName),
  });
  await stage.noteNewPictures([masterKey(id, "png"), masterKey("f".repeat(24), "png")]);
  await storage.put(masterKey(id, "png"), Buffer.from("a new picture"));
  expect(await settleKilledRestore({ url: at, isEmbedded: false, dataDir, storage })).toMatch(
    /is removed, and the site is/,
  );
  expect(await names(at)).toEqual(["restore.first"]);
  expect(await storage.size(masterKey(id, "png"))).toBeUndefined();
  expect(readdirSync(dataDir)).toEqual(["media"]);
  const left = await superuser`select datname from pg_database where datname like 'vigie_restoring_%'`;
  expect([...left]).toEqual([]);
});

test("a damaged backup leaves the site and the disk as they were", async () => {
  const at = await newDatabase();
  await restore(archive, at);
  const whole = readFileSync(archive);
  const damaged = join(folder, "damaged.tar.zst.age");
  for (const share of [0.3, 0.7, 0.99]) {
    writeFileSync(damaged, whole.subarray(0, Math.floor(whole.length * share)));
    await expect(restore(damaged, at, { replace: true })).rejects.toThrow(/^The backup is [^\n]*\.$/);
  }
  await expect(restore(archive, at, { replace: true, keys: { passphrase: "another" } })).rejects.toThrow(
    /is encrypted/,
  );
  expect(await names(at)).toEqual(["restore.first"]);
  const left = await superuser`select datname from pg_database where datname like 'vigie_restoring_%'`;
  expect([...left]).toEqual([]);
});

test("a disk that becomes full ends a restore with one sentence, and leaves the site as it was", async () => {
  const at = await newDatabase();
  const reserve = Number.MAX_SAFE_INTEGER;
  await expect(restore(archive, at, { reserve })).rejects.toThrow(
    /^The disk of \S+ has too little room: .* The site is as it was: make room, then restore again\.$/,
  );
  const left = await superuser`select datname from pg_database where datname like 'vigie_restoring_%'`;
  expect([...left]).toEqual([]);
});

test("databases of other sites in the same PostgreSQL, being restored or kept, are left alone", async () => {
  const at = await newDatabase();
  const hostOf = (siteUrl: string) => ({ siteUrl, adminUrl: url });
  const neighbours = ["_b", `_${"long".repeat(8)}_a`, `_${"long".repeat(8)}_b`];
  const others = await Promise.all(neighbours.map((end) => newDatabase(`${new URL(at).pathname.slice(1)}${end}`)));
  const targets = await Promise.all(others.map((other) => createTargetDatabase(hostOf(other))));
  await restore(archive, at);
  const { result } = await restore(archive, at, { replace: true });
  const left = await superuser`
    select datname as name from pg_database where starts_with(datname, 'vigie_restoring_') order by datname`;
  expect(left.map(({ name }) => name)).toEqual(targets.map(({ name }) => name).sort());
  expect(await listReplacedDatabases(hostOf(at))).toContain(result.keptDatabase);
  for (const other of others) expect(await listReplacedDatabases(hostOf(other))).toEqual([]);
  for (const { name } of targets) await superuser.unsafe(`drop database ${name}`);
});

test("a site that somebody uses is not replaced", async () => {
  const at = await newDatabase();
  await restore(archive, at);
  const user = postgres(at, { max: 1, onnotice: () => {}, connection: { application_name: "another program" } });
  await user`select 1`;
  await expect(restore(archive, at, { replace: true })).rejects.toThrow(
    /is in use \(.*another program.*\): stop the site/,
  );
  await user.end();
  expect(await names(at)).toEqual(["restore.first"]);
});

test("a backup of an older version is restored with its own tables, and migrated afterwards", async () => {
  const older = await newDatabase();
  const known = knownMigrations();
  const place = known.findIndex(({ tag }) => tag.startsWith("0014_"));
  await migrateTo(older, place);
  await read(older, (own) => own`insert into settings (key, value) values ('restore.older', '1')`);
  const file = join(folder, "older.tar.zst");
  const { stream } = createArchive({ url: older, storage: media, dataDir: folder, pictures: "included" });
  await writeArchiveFile(file, stream);
  const at = await newDatabase();
  const { result } = await restore(file, at);
  expect(result.manifest.migration?.tag).toBe(known[place]?.tag);
  // The setting of this test is none of the site.
  expect(result.check.findings).toEqual([expect.stringMatching(/^settings: /)]);
  expect(await names(at)).toEqual(["restore.older"]);
  expect(await read(at, pendingMigrations)).toBe(0);
});

test("a backup of another layout than its version's is refused before its rows are read", async () => {
  const other = await newDatabase();
  await restore(archive, other);
  const refusal = async (change: string) => {
    await read(other, (own) => own.unsafe(change));
    const file = join(folder, `other-${created.length}.tar.zst`);
    const { stream } = createArchive({ url: other, storage: media, dataDir: folder, pictures: "omitted" });
    await writeArchiveFile(file, stream);
    return restore(file, await newDatabase()).then(
      () => "restored",
      (error: Error) => error.message,
    );
  };
  expect(await refusal("alter table settings add column extra int")).toBe(
    "The backup has a column that its version does not have: public.settings.extra; nothing was changed.",
  );
  // Without a default, and never null: no row could be loaded.
  expect(await refusal("alter table settings drop column extra; alter table settings drop column value")).toBe(
    "The backup lacks the column public.settings.value, which its version has; nothing was changed.",
  );
  expect(await refusal("alter table settings rename to former_settings")).toMatch(
    /^The backup lacks the table public\.settings, which its version has; nothing was changed\.$/,
  );
  const back = "alter table former_settings rename to settings; alter table settings add column value jsonb";
  expect(await refusal(`${back}; update pgboss.version set version = 7`)).toMatch(
    /^The backup's queue has the tables of pg-boss 7, and this version of Vigie has those of \d+: restore with Vigie \S+, which made the backup, then upgrade; nothing was changed\.$/,
  );
});

test("a role without CREATEDB restores into an empty database, and is told what to do otherwise", async () => {
  await superuser`alter role vigie nocreatedb`;
  try {
    const at = await newDatabase();
    await restore(archive, at);
    expect(await names(at)).toEqual(["restore.first"]);
    await expect(restore(archive, at, { replace: true })).rejects.toThrow(/ALTER ROLE vigie CREATEDB;/);
  } finally {
    await superuser`alter role vigie createdb`;
  }
});
