import { expect, test } from "vitest";
import { InvalidationLog } from "../invalidation-log.ts";
import { PendingCacheWrites } from "./pending-cache-writes.ts";

function stage() {
  const clears = new InvalidationLog();
  let now = 0;
  const fills = new PendingCacheWrites(clears, () => now);
  return { clears, fills, clear: () => clears.record(["comments-1"]), pass: (ms: number) => (now += ms) };
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
async function store(fills: PendingCacheWrites, key: string): Promise<number> {
  const since = await fills.storing(key);
  fills.made(key);
  return since;
}

test("makes no render wait without an invalidation, however many are running", () => {
  const { fills } = stage();
  fills.asked("threads");
  expect(fills.settled()).toBeUndefined();
});

test("after an invalidation, a render waits for data requested before it, but not for data requested later", async () => {
  const { fills, clear } = stage();
  fills.asked("threads");
  clear();
  const settled = fills.settled();
  expect(await isOver(settled)).toBe(false);
  expect(await store(fills, "threads")).toBe(0);
  expect(await isOver(settled)).toBe(true);
  fills.asked("stars");
  expect(fills.settled()).toBeUndefined();
  expect(await store(fills, "stars")).toBe(1);
});

test("ends the wait one turn after data are stored, because Next still hands them on", async () => {
  const { fills, clear } = stage();
  fills.asked("threads");
  clear();
  let over = false;
  const settled = fills.settled()?.then(() => {
    over = true;
  });
  fills.made("threads");
  for (let promises = 0; promises < 20; promises += 1) await Promise.resolve();
  expect(over).toBe(false);
  await settled;
  expect(over).toBe(true);
});

test("stops waiting at the limit; data stored later then date the running renders", async () => {
  const { fills, clear } = stage();
  fills.asked("threads");
  clear();
  await fills.settled();
  expect(fills.settled()).toBeUndefined();
  const early = fills.begin();
  const render = fills.begin();
  early.end();
  await store(fills, "threads");
  expect(render.since).toBe(0);
  // It ended before the data were stored, so it does not contain them.
  expect(early.since).toBe(1);
  expect(fills.begin().since).toBe(1);
});

test("dates a render that begins while data are being stored", async () => {
  const { fills, clear } = stage();
  fills.asked("threads");
  clear();
  await fills.storing("threads");
  const render = fills.begin();
  fills.made("threads");
  expect(render.since).toBe(0);
});

test("dates a render like an earlier one of the same page whose response Next may reuse", async () => {
  const { fills, clear } = stage();
  fills.asked("threads");
  clear();
  const html = fills.begin();
  await store(fills, "threads");
  const payload = fills.begin([html]);
  expect(payload.since).toBe(0);
  html.end();
  payload.end();
  expect(payload.since).toBe(0);
});

test("dates data like older data that were being computed when they were requested", async () => {
  const { fills, clear } = stage();
  fills.asked("settings");
  clear();
  fills.asked("closed");
  await store(fills, "settings");
  fills.asked("log");
  expect(await store(fills, "log")).toBe(1);
  expect(await store(fills, "closed")).toBe(0);
});

test("passes an old number on only as deep as cached functions call each other, however many overlap", async () => {
  const { fills, clear } = stage();
  fills.asked("settings");
  clear();
  fills.asked("years");
  await store(fills, "settings");
  fills.asked("report");
  expect(await store(fills, "years")).toBe(0);
  fills.asked("stars");
  expect(await store(fills, "report")).toBe(0);
  fills.asked("threads");
  expect(await store(fills, "stars")).toBe(1);
  expect(await store(fills, "threads")).toBe(1);
});

test("gives data the age of older data in them that are stored a few microtasks later", async () => {
  const { fills, clear } = stage();
  fills.asked("settings");
  clear();
  fills.asked("closed");
  const outer = fills.storing("closed");
  await Promise.resolve();
  await store(fills, "settings");
  expect(await outer).toBe(0);
});

test("keeps waiting for the second of two computations of the same data", async () => {
  const { fills, clear } = stage();
  fills.asked("settings");
  fills.asked("settings");
  clear();
  const settled = fills.settled();
  await store(fills, "settings");
  expect(await isOver(settled)).toBe(false);
  expect(await store(fills, "settings")).toBe(0);
  expect(await isOver(settled)).toBe(true);
});

test("drops data that are not stored within a minute", () => {
  const { fills, clear, pass } = stage();
  fills.asked("absent");
  clear();
  pass(59_999);
  expect(fills.settled()).toBeInstanceOf(Promise);
  pass(1);
  expect(fills.settled()).toBeUndefined();
});

test("dates data that were never requested with the current number", async () => {
  const { fills, clear } = stage();
  clear();
  expect(await store(fills, "threads")).toBe(1);
  expect(fills.settled()).toBeUndefined();
});
