import { expect, test } from "vitest";
import { healthSamples } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { readWorkerHealth } from "#features/jobs/heartbeat/queries.ts";
import { knownQueues, knownSchedules, optionalSchedules } from "#features/jobs/rules.ts";
import { drainJobs, openWorker, queueNames } from "./job-worker.ts";
import { listSchedules } from "./schedules.ts";

const { db } = testDatabase();

test("each queue and schedule has a name in plain words on /admin/jobs", () => {
  expect(queueNames().sort()).toEqual([...knownQueues]);
  const schedules = new Set(listSchedules().map(({ name }) => name));
  for (const name of optionalSchedules) schedules.delete(name);
  expect([...schedules].sort()).toEqual([...knownSchedules]);
});

test("only a process that runs jobs writes a heartbeat; running them once does too", async () => {
  const worker = await openWorker(db, { work: false });
  await worker.start();
  await worker.stop();
  expect((await readWorkerHealth(db)).lastHeartbeatAt).toBeNull();
  const report = await drainJobs(db);
  // It also leaves what it measured for the health page.
  expect(await db.$count(healthSamples)).toBeGreaterThan(0);
  expect(report).toMatchObject({ failed: 0, schedules: knownSchedules.length });
  expect(await readWorkerHealth(db)).toMatchObject({ isAlive: true, outageSince: null });
});
