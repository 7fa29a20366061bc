import { beforeEach, expect, test } from "vitest";
import { backupRuns, healthSizes, scheduleRuns, workerHeartbeats } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { aMember } from "#features/members/testing.ts";
import { readSiteFigures } from "./site-figures.ts";

const { db, clear } = testDatabase();
beforeEach(clear);
const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);

test("reads an empty site", async () => {
  const figures = await readSiteFigures(db);
  expect(figures).toMatchObject({
    schedules: {},
    heartbeatSeconds: null,
    backups: {},
    stored: null,
    moderation: { comments: { waiting: 0, oldestSeconds: 0 } },
    feeds: { active: 0, failing: 0 },
    mails: { waiting: 0, uncertain: 0 },
  });
  expect(figures.databaseBytes).toBeGreaterThan(1_000_000);
});

test("counts members from the last key, and reads schedules, heartbeats and backups", async () => {
  const before = (await readSiteFigures(db)).created.members;
  await aMember(db, "lea");
  await aMember(db, "zoe");
  await db.insert(workerHeartbeats).values({ id: "a:1", beatAt: ago(90) });
  await db.insert(scheduleRuns).values([
    { name: "good", startedAt: ago(61), finishedAt: ago(60), nextAt: ago(0) },
    { name: "bad", startedAt: ago(31), finishedAt: ago(30), failedAt: ago(30), failure: "It broke." },
  ]);
  await db.insert(backupRuns).values([
    { kind: "local", startedAt: ago(7_200), finishedAt: ago(7_000) },
    { kind: "local", startedAt: ago(600), finishedAt: ago(500), failure: "The disk is full." },
    { kind: "trial", startedAt: ago(600), finishedAt: ago(500) },
  ]);
  const figures = await readSiteFigures(db);
  expect(figures.created.members).toBe(before + 2);
  expect(figures.heartbeatSeconds).toBeGreaterThanOrEqual(89);
  expect(figures.schedules.good).toMatchObject({ isFailing: false });
  expect(figures.schedules.bad).toMatchObject({ isFailing: true });
  expect(figures.backups.local).toMatchObject({ isFailing: true });
  expect(figures.backups.local?.seconds).toBeGreaterThanOrEqual(6_999);
  expect(figures.backups.trial?.isFailing).toBe(false);
});

test("reads what was stored on the last measured day", async () => {
  await db.insert(healthSizes).values([
    { day: "2026-11-29", sizes: { pictures: 2, backups: 1, totalBytes: 9 } },
    { day: "2026-11-28", sizes: { pictures: 1, backups: 1, totalBytes: 9 } },
  ]);
  expect((await readSiteFigures(db)).stored).toMatchObject({ pictures: 2, backups: 1 });
});

test("counts the queues", async () => {
  const { queues } = await readSiteFigures(db);
  for (const queue of Object.values(queues)) expect(queue.waiting).toBeGreaterThanOrEqual(0);
});
