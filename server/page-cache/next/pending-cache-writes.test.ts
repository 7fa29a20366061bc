import { expect, test } from "vitest";
import { InvalidationLog } from "../invalidation-log.ts";
import { PendingCacheWrites } from "./pending-cache-writes.ts";

function stage() {
  const invalidations = new InvalidationLog();
  let now = 0;
  const pendingWrites = new PendingCacheWrites(invalidations, () => now);
  return {
    invalidations,
    pendingWrites,
    invalidate: () => invalidations.record(["comments-1"]),
    pass: (ms: number) => (now += ms),
  };
}

/** Whether a promise is settled after all pending microtasks and timers have run. */
async function isOver(promise: Promise<void> | undefined): Promise<boolean> {
  let over = false;
  promise?.then(() => {
    over = true;
  });
  for (let turns = 0; turns < 3; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  return over;
}

/** Stores a complete result as Next does. */
async function store(pendingWrites: PendingCacheWrites, key: string): Promise<number> {
  const since = await pendingWrites.storing(key);
  pendingWrites.complete(key);
  return since;
}

test("makes no render wait without an invalidation, however many are running", () => {
  const { pendingWrites } = stage();
  pendingWrites.recordMiss("threads");
  expect(pendingWrites.settled()).toBeUndefined();
});

test("after an invalidation, a render waits for data requested before it, but not for data requested later", async () => {
  const { pendingWrites, invalidate } = stage();
  pendingWrites.recordMiss("threads");
  invalidate();
  const settled = pendingWrites.settled();
  expect(await isOver(settled)).toBe(false);
  expect(await store(pendingWrites, "threads")).toBe(0);
  expect(await isOver(settled)).toBe(true);
  pendingWrites.recordMiss("stars");
  expect(pendingWrites.settled()).toBeUndefined();
  expect(await store(pendingWrites, "stars")).toBe(1);
});

test("ends the wait one turn after data are stored, because Next still hands them on", async () => {
  const { pendingWrites, invalidate } = stage();
  pendingWrites.recordMiss("threads");
  invalidate();
  let over = false;
  const settled = pendingWrites.settled()?.then(() => {
    over = true;
  });
  pendingWrites.complete("threads");
  for (let promises = 0; promises < 20; promises += 1) await Promise.resolve();
  expect(over).toBe(false);
  await settled;
  expect(over).toBe(true);
});

test("stops waiting at the limit; data stored later then date the running renders", async () => {
  const { pendingWrites, invalidate } = stage();
  pendingWrites.recordMiss("threads");
  invalidate();
  await pendingWrites.settled();
  expect(pendingWrites.settled()).toBeUndefined();
  const early = pendingWrites.begin();
  const render = pendingWrites.begin();
  early.end();
  await store(pendingWrites, "threads");
  expect(render.since).toBe(0);
  // It ended before the data were stored, so it does not contain them.
  expect(early.since).toBe(1);
  expect(pendingWrites.begin().since).toBe(1);
});

test("dates a render that begins while data are being stored", async () => {
  const { pendingWrites, invalidate } = stage();
  pendingWrites.recordMiss("threads");
  invalidate();
  await pendingWrites.storing("threads");
  const render = pendingWrites.begin();
  pendingWrites.complete("threads");
  expect(render.since).toBe(0);
});

test("dates a render like an earlier one of the same page whose response Next may reuse", async () => {
  const { pendingWrites, invalidate } = stage();
  pendingWrites.recordMiss("threads");
  invalidate();
  const html = pendingWrites.begin();
  await store(pendingWrites, "threads");
  const payload = pendingWrites.begin([html]);
  expect(payload.since).toBe(0);
  html.end();
  payload.end();
  expect(payload.since).toBe(0);
});

test("dates data like older data that were being computed when they were requested", async () => {
  const { pendingWrites, invalidate } = stage();
  pendingWrites.recordMiss("settings");
  invalidate();
  pendingWrites.recordMiss("closed");
  await store(pendingWrites, "settings");
  pendingWrites.recordMiss("log");
  expect(await store(pendingWrites, "log")).toBe(1);
  expect(await store(pendingWrites, "closed")).toBe(0);
});

test("passes an old number on only as deep as cached functions call each other, however many overlap", async () => {
  const { pendingWrites, invalidate } = stage();
  pendingWrites.recordMiss("settings");
  invalidate();
  pendingWrites.recordMiss("years");
  await store(pendingWrites, "settings");
  pendingWrites.recordMiss("report");
  expect(await store(pendingWrites, "years")).toBe(0);
  pendingWrites.recordMiss("stars");
  expect(await store(pendingWrites, "report")).toBe(0);
  pendingWrites.recordMiss("threads");
  expect(await store(pendingWrites, "stars")).toBe(1);
  expect(await store(pendingWrites, "threads")).toBe(1);
});

test("gives data the age of older data in them that are stored a few microtasks later", async () => {
  const { pendingWrites, invalidate } = stage();
  pendingWrites.recordMiss("settings");
  invalidate();
  pendingWrites.recordMiss("closed");
  const outer = pendingWrites.storing("closed");
  await Promise.resolve();
  await store(pendingWrites, "settings");
  expect(await outer).toBe(0);
});

test("keeps waiting for the second of two computations of the same data", async () => {
  const { pendingWrites, invalidate } = stage();
  pendingWrites.recordMiss("settings");
  pendingWrites.recordMiss("settings");
  invalidate();
  const settled = pendingWrites.settled();
  await store(pendingWrites, "settings");
  expect(await isOver(settled)).toBe(false);
  expect(await store(pendingWrites, "settings")).toBe(0);
  expect(await isOver(settled)).toBe(true);
});

test("drops data that are not stored within a minute", () => {
  const { pendingWrites, invalidate, pass } = stage();
  pendingWrites.recordMiss("absent");
  invalidate();
  pass(59_999);
  expect(pendingWrites.settled()).toBeInstanceOf(Promise);
  pass(1);
  expect(pendingWrites.settled()).toBeUndefined();
});

test("dates data that were never requested with the current number", async () => {
  const { pendingWrites, invalidate } = stage();
  invalidate();
  expect(await store(pendingWrites, "threads")).toBe(1);
  expect(pendingWrites.settled()).toBeUndefined();
});
