import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { masterKey } from "#features/media/storage-keys.ts";
import { readEnv } from "#lib/env.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { diskStorage } from "#lib/storage/storage.ts";
import { archiveName } from "../archive/archive-name.ts";
import { startBackupRun } from "../mutations.ts";
import { listBackupRuns } from "../queries.ts";
import { listDueCopies } from "./due-runs.ts";
import { runBackups } from "./run-backups.ts";
import { withBackupLock, withRunLock } from "./run-lock.ts";
import { runTrialRestore, type TrialRestore } from "./run-trial.ts";
import { deleteUpgradeBackups } from "./upgrade-backups.ts";

const { db, sql, url } = testDatabase();
const base = mkdtempSync(join(tmpdir(), "vigie-night-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const offsite = join(base, "usb");
const said: string[] = [];

const context = (BACKUP_TO?: string) => ({
  db,
  sql,
  url,
  env: readEnv({ DATA_DIR: join(base, "data"), SITE_URL: "https://news.example", ...(BACKUP_TO && { BACKUP_TO }) }),
  storage: diskStorage(join(base, "data/media")),
  signal: new AbortController().signal,
  say: (line: string) => void said.push(line),
});

const archivesIn = (folder: string) => readdirSync(folder).filter((name) => name.endsWith(".tar.zst"));
const recorded = async () =>
  (await listBackupRuns(db)).map(({ kind, failure }) => `${kind}: ${failure ?? "done"}`).reverse();

beforeEach(async () => {
  said.length = 0;
  rmSync(base, { recursive: true, force: true });
  for (const folder of ["data/media", "usb"]) mkdirSync(join(base, folder), { recursive: true });
  await sql`truncate backup_runs`;
  await sql`delete from media`;
  await sql`delete from settings`;
});

test("makes a local and an off-site copy, and records both", async () => {
  const key = masterKey("a".repeat(24), "png");
  mkdirSync(join(base, "data/media", key, ".."), { recursive: true });
  writeFileSync(join(base, "data/media", key), "picture");
  await sql`insert into media (id, format, width, height, bytes) values (${"a".repeat(24)}, 'png', 1, 1, 7)`;
  const outcomes = await runBackups(context(offsite), { scope: "all" });
  expect(outcomes).toMatchObject([
    { kind: "local", location: join(base, "data/backups"), pictures: 1 },
    { kind: "offsite", location: offsite, pictures: 1 },
  ]);
  expect(archivesIn(join(base, "data/backups"))).toHaveLength(1);
  expect(archivesIn(offsite)).toHaveLength(1);
  expect((await listBackupRuns(db)).every(({ bytes, archive }) => bytes > 0 && archive !== "")).toBe(true);
});

test("what is due is made once, and after a failure not at once again", async () => {
  expect(await listDueCopies(db, context(offsite).env)).toEqual([]);
  await sql`
    insert into members (name, handle, email, role, created_at) values ('Ada', 'ada', 'ada@example.org', 'admin', now() - interval '3 days')`;
  expect(await listDueCopies(db, context(offsite).env)).toEqual(["local", "offsite"]);
  rmSync(offsite, { recursive: true });
  await runBackups(context(offsite), { scope: "due" });
  expect(await recorded()).toEqual([
    "local: done",
    `offsite: The folder ${offsite} does not exist: create it, or mount its disk.`,
  ]);
  expect(await runBackups(context(offsite), { scope: "due" })).toEqual([]);
  await sql`delete from members where email = 'ada@example.org'`;
});

test("of two processes one makes the backups", async () => {
  const both = await Promise.all([1, 2].map(() => runBackups(context(), { scope: "all" })));
  expect(both.filter((outcomes) => outcomes === undefined)).toHaveLength(1);
  expect(await recorded()).toEqual(["local: done"]);
  const during = await withBackupLock(url, () => runBackups(context(), { scope: "all" }));
  expect(during).toEqual({ value: undefined });
});

test("records what was interrupted, and sweeps what it left", async () => {
  await sql`insert into backup_runs (kind) values ('local')`;
  await runBackups(context(), { scope: "all" });
  expect(await recorded()).toEqual(["local: It was interrupted.", "local: done"]);
});

test("the backup before an upgrade that is being made is not taken for an interrupted one; a dead one is", async () => {
  const manual = { kind: "manual", location: join(base, "data/backups") } as const;
  const [running, dead] = [await startBackupRun(db, manual), await startBackupRun(db, manual)];
  await sql`update backup_runs set started_at = now() - interval '1 hour'`;
  // Recorded a moment ago, and not locked yet.
  const fresh = await startBackupRun(db, manual);
  await withRunLock(url, running, () => runBackups(context(), { scope: "all" }));
  const open = await sql<{ id: string }[]>`select id from backup_runs where finished_at is null order by id`;
  expect(open.map(({ id }) => Number(id))).toEqual([running, fresh]);
  const [closed] = await sql`select failure from backup_runs where id = ${dead}`;
  expect(closed?.failure).toBe("It was interrupted.");
  await runBackups(context(), { scope: "all" });
  expect((await sql`select from backup_runs where finished_at is null`).count).toBe(1);
});

test("an empty disk where copies were is not mounted; another site's place is refused", async () => {
  await runBackups(context(offsite), { scope: "all" });
  rmSync(offsite, { recursive: true });
  mkdirSync(offsite);
  const [, refused] = (await runBackups(context(offsite), { scope: "all" })) ?? [];
  expect(refused?.failure).toContain("is its disk mounted?");
  const [, accepted] = (await runBackups(context(offsite), { scope: "all", newDestination: true })) ?? [];
  expect(accepted?.failure).toBeUndefined();
  const other = context(offsite);
  other.env.SITE_URL = "https://other.example";
  const [, foreign] = (await runBackups(other, { scope: "all" })) ?? [];
  expect(foreign?.failure).toContain("has the backups of https://news.example: give this site another place");
});

test("keeps what the settings say, and nothing locally if they say so", async () => {
  await sql`insert into settings (key, value) values ('backup.daily', '1'), ('backup.weekly', '0'), ('backup.monthly', '0')`;
  for (let n = 0; n < 3; n += 1) {
    await runBackups(context(), { scope: "all" });
    // A copy's time has seconds; one that seems to be of the future is kept.
    await setTimeout(1_100);
  }
  expect(archivesIn(join(base, "data/backups"))).toHaveLength(1);
  expect(readdirSync(join(base, "data/backups")).filter((name) => name.endsWith(".index.zst"))).toHaveLength(1);
  await sql`insert into settings (key, value) values ('backup.local', '0')`;
  expect(await runBackups(context(), { scope: "all" })).toEqual([]);
});

test("a trial restore follows a copy once a week; one that fails is recorded with its reason", async () => {
  const tried: string[] = [];
  const trial: TrialRestore = async ({ archive }) => void tried.push(archive);
  expect(await runTrialRestore(context(), { trial, scope: "due" })).toBeUndefined();
  await runBackups(context(), { scope: "all" });
  await runTrialRestore(context(), { trial, scope: "due" });
  await runTrialRestore(context(), { trial, scope: "due" });
  expect(tried).toHaveLength(1);
  await sql`update backup_runs set started_at = started_at - interval '8 days' where kind = 'trial'`;
  const bad: TrialRestore = async () => {
    throw new OperatorError("The backup is damaged.");
  };
  expect(await runTrialRestore(context(), { trial: bad, scope: "due" })).toMatchObject({ archive: tried[0] });
  expect((await recorded()).at(-1)).toBe("trial: The backup is damaged.");
});

test("a stop ends the run with a record", async () => {
  const stop = new AbortController();
  stop.abort();
  const outcomes = await runBackups({ ...context(), signal: stop.signal }, { scope: "all" });
  expect(outcomes).toMatchObject([{ failure: "It was stopped." }]);
  expect(archivesIn(join(base, "data/backups"))).toEqual([]);
});

test("a backup before an upgrade is kept for a month; one made by hand, and the only one, stay", async () => {
  const folder = join(base, "data/backups");
  mkdirSync(folder, { recursive: true });
  const name = (daysAgo: number) => archiveName(new Date(Date.now() - daysAgo * 86_400_000), false);
  const [old, byHand, recent] = [name(40), name(39), name(5)];
  writeFileSync(join(folder, old), "rows");
  for (const archive of [old, recent]) await startBackupRun(db, { kind: "manual", location: folder, archive });
  expect(await deleteUpgradeBackups(db, context().env)).toBe(0);
  for (const archive of [byHand, recent]) writeFileSync(join(folder, archive), "rows");
  await sql`insert into settings (key, value) values ('backup.local', '0')`;
  await runBackups(context(), { scope: "all" });
  expect(archivesIn(folder)).toEqual([byHand, recent]);
});
