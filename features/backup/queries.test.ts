import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { closeInterruptedRuns, deleteOldBackupRuns, finishBackupRun, startBackupRun } from "./mutations.ts";
import { listBackupRuns, listRunningBackups, readLastBackupRuns, readNextBackupTime } from "./queries.ts";

const { db } = testDatabase();

beforeEach(async () => {
  await db.execute(sql`truncate backup_runs`);
});

/** Records a run that ended, so many hours ago. */
async function record(kind: "local" | "offsite" | "trial", hoursAgo: number, failure?: string): Promise<number> {
  const id = await startBackupRun(db, { kind, location: "/mnt/backups", archive: `a-${hoursAgo}` });
  await finishBackupRun(db, id, { bytes: 5_000_000_000, pictures: 3, failure });
  await db.execute(
    sql`update backup_runs set started_at = now() - make_interval(hours => ${hoursAgo}::int) where id = ${id}`,
  );
  return id;
}

test("lists the runs of two weeks, newest first, with those in progress", async () => {
  await record("local", 15 * 24);
  const old = await record("local", 20);
  const running = await startBackupRun(db, { kind: "offsite", location: "s3://backups/news" });
  const runs = await listBackupRuns(db);
  expect(runs.map(({ id }) => id)).toEqual([running, old]);
  expect(runs[0]).toMatchObject({ kind: "offsite", finishedAt: null, failure: null, bytes: 0 });
  expect(runs[1]).toMatchObject({ bytes: 5_000_000_000, pictures: 3, failure: null, archive: "a-20" });
  expect((await listRunningBackups(db)).map(({ id }) => id)).toEqual([running]);
});

test("reads the last success and the last run of each kind", async () => {
  await record("local", 48);
  const success = await record("local", 24);
  const failure = await record("local", 1, "The disk\nis full.");
  const trial = await record("trial", 100, "It is damaged.");
  await startBackupRun(db, { kind: "local", location: "" });
  const last = await readLastBackupRuns(db);
  expect(last.map(({ kind }) => kind)).toEqual(["local", "trial"]);
  expect(last[0]).toMatchObject({
    lastSuccess: { id: success },
    lastRun: { id: failure, failure: "The disk is full." },
  });
  expect(last[0]?.successAgeSeconds).toBeGreaterThan(24 * 3_600 - 60);
  expect(last[0]?.successAgeSeconds).toBeLessThan(24 * 3_600 + 60);
  expect(last[1]).toMatchObject({ lastSuccess: undefined, lastRun: { id: trial }, successAgeSeconds: undefined });
});

test("a run ends once, and what was interrupted is closed with a reason", async () => {
  const id = await startBackupRun(db, { kind: "local", location: "" });
  expect(await closeInterruptedRuns(db)).toBe(1);
  expect(await finishBackupRun(db, id, { bytes: 1 })).toBe(false);
  expect(await closeInterruptedRuns(db)).toBe(0);
  expect((await listBackupRuns(db))[0]).toMatchObject({ bytes: 0, failure: "It was interrupted." });
});

test("deletes the records of runs of more than two years ago", async () => {
  await record("local", 24 * 900);
  const kept = await record("local", 24 * 600);
  await deleteOldBackupRuns(db);
  expect((await listBackupRuns(db, { days: 2_000 })).map(({ id }) => id)).toEqual([kept]);
});

test("names the next night", async () => {
  expect(await readNextBackupTime(db, new Date("2026-11-29T12:00:00Z"))).toEqual(new Date("2026-11-30T02:10:00Z"));
});
