import { expect, test } from "vitest";
import { ClearLog } from "./clear-log.ts";
import { Fills } from "./fills.ts";

function stage() {
  const clears = new ClearLog();
  let now = 0;
  const fills = new Fills(clears, () => now);
  return { clears, fills, clear: () => clears.mark(["comments-1"]), pass: (ms: number) => (now += ms) };
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

test("without a clear nobody waits, however much is being made", () => {
  const { fills } = stage();
  fills.asked("threads");
  expect(fills.settled()).toBeUndefined();
  expect(fills.since).toBe(0);
});

test("after a clear one waits for what was asked for before it, and not for what was asked for later", async () => {
  const { fills, clear } = stage();
  fills.asked("threads");
  clear();
  const settled = fills.settled();
  expect(await isOver(settled)).toBe(false);
  fills.made("threads");
  expect(await isOver(settled)).toBe(true);
  expect(fills.since).toBe(1);
  fills.asked("stars");
  expect(fills.settled()).toBeUndefined();
});

test("what was stored is handed on for some promises more: the wait ends a turn later", async () => {
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

test("what takes longer than one may wait dates the render, is waited for once, and is forgotten after thirty seconds", async () => {
  const { fills, clear, pass } = stage();
  fills.asked("threads");
  clear();
  await fills.settled();
  expect(fills.since).toBe(0);
  expect(fills.settled()).toBeUndefined();
  pass(30_000);
  expect(fills.since).toBe(1);
});

test("data that were asked for while older ones were being made may hold those", () => {
  const { fills, clear } = stage();
  fills.asked("settings");
  clear();
  fills.asked("closed");
  fills.made("settings");
  expect(fills.sinceOf("closed")).toBe(0);
  expect(fills.since).toBe(0);
  // They hold no more than that: what is asked for now is as of now, one step further.
  fills.asked("log");
  expect(fills.sinceOf("log")).toBe(1);
  fills.made("closed");
  expect(fills.since).toBe(1);
});

test("of two that make the same, the first to be stored ends no wait for the other", async () => {
  const { fills, clear } = stage();
  fills.asked("settings");
  fills.asked("settings");
  clear();
  const settled = fills.settled();
  fills.made("settings");
  expect(await isOver(settled)).toBe(false);
  expect(fills.since).toBe(0);
  fills.made("settings");
  expect(await isOver(settled)).toBe(true);
  expect(fills.since).toBe(1);
});

test("what nobody asked for is stored as of now", () => {
  const { fills, clear } = stage();
  clear();
  expect(fills.sinceOf("threads")).toBe(1);
  fills.made("threads");
  expect(fills.settled()).toBeUndefined();
});
