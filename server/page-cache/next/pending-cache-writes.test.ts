import { expect, test } from "vitest";
import { InvalidationLog } from "../invalidation-log.ts";
import { PendingCacheWrites } from "./pending-cache-writes.ts";

function stage() {
  const clears = new InvalidationLog();
  let now = 0;
  const fills = new PendingCacheWrites(clears, () => now);
  return { clears, fills, clear: () => clears.record(["comments-1"]), pass: (ms: number) => (now += ms) };
}

/** Whether a promise is settled once everything that can happen at once has happened. */
async function isOver(promise: Promise<void> | undefined): Promise<boolean> {
  let over = false;
  promise?.then(() => {
    over = true;
  });
  for (let turns = 0; turns < 3; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  return over;
}

/** What Next does with what is complete. */
async function store(fills: PendingCacheWrites, key: string): Promise<number> {
  const since = await fills.storing(key);
  fills.made(key);
  return since;
}

test("without an invalidation nobody waits, however much is being rendered", () => {
  const { fills } = stage();
  fills.asked("threads");
  expect(fills.settled()).toBeUndefined();
});

test("after an invalidation a render waits for data requested before it, and not for data requested later", async () => {
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

test("stored data are handed on for a few more promises: the wait ends one turn later", async () => {
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

test("waits once for what exceeds the limit, which dates what runs when it is stored", async () => {
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
  // Over before the data were: they are not in it.
  expect(early.since).toBe(1);
  expect(fills.begin().since).toBe(1);
});

test("what begins while something is put into the store may be given it", async () => {
  const { fills, clear } = stage();
  fills.asked("threads");
  clear();
  await fills.storing("threads");
  const render = fills.begin();
  fills.made("threads");
  expect(render.since).toBe(0);
});

test("a render that Next may answer with another of the same page is as old as that one", async () => {
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

test("data that were asked for while older ones were being made may hold those", async () => {
  const { fills, clear } = stage();
  fills.asked("settings");
  clear();
  fills.asked("closed");
  await store(fills, "settings");
  fills.asked("log");
  expect(await store(fills, "log")).toBe(1);
  expect(await store(fills, "closed")).toBe(0);
});

test("an old number goes as deep as cached functions call each other, and ends there, however many overlap", async () => {
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

test("data that are complete a few promises before the older ones in them are as old as those", async () => {
  const { fills, clear } = stage();
  fills.asked("settings");
  clear();
  fills.asked("closed");
  const outer = fills.storing("closed");
  await Promise.resolve();
  await store(fills, "settings");
  expect(await outer).toBe(0);
});

test("of two that make the same, the first to be stored ends no wait for the other", async () => {
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

test("what is never stored is forgotten after a minute", () => {
  const { fills, clear, pass } = stage();
  fills.asked("absent");
  clear();
  pass(59_999);
  expect(fills.settled()).toBeInstanceOf(Promise);
  pass(1);
  expect(fills.settled()).toBeUndefined();
});

test("what nobody asked for is stored as of now", async () => {
  const { fills, clear } = stage();
  clear();
  expect(await store(fills, "threads")).toBe(1);
  expect(fills.settled()).toBeUndefined();
});
