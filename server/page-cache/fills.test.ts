import { expect, test } from "vitest";
import { ClearLog } from "./clear-log.ts";
import { Fills } from "./fills.ts";

function stage() {
  const clears = new ClearLog();
  let now = 0;
  const fills = new Fills(clears, () => now);
  /** Something that is being made until `end` is called. */
  const make = (key: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    fills.asked(key);
    fills.made(key, promise);
    return { end: resolve, fail: () => reject(new Error("no database")) };
  };
  return { clears, fills, make, pass: (ms: number) => (now += ms) };
}

/** Whether a promise is settled once everything that can happen has happened. */
async function isOver(promise: Promise<void> | undefined): Promise<boolean> {
  let over = false;
  promise?.then(() => {
    over = true;
  });
  for (let turns = 0; turns < 3; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  return over;
}

test("without a clear nobody waits, however much is being made", () => {
  const { fills, make } = stage();
  make("threads");
  expect(fills.overtaken()).toBeUndefined();
});

test("after a clear one waits for what began before it, and not for what began later", async () => {
  const { clears, fills, make } = stage();
  const threads = make("threads");
  clears.mark(["comments-1"]);
  make("stars");
  const overtaken = fills.overtaken();
  expect(await isOver(overtaken)).toBe(false);
  threads.end();
  expect(await isOver(overtaken)).toBe(true);
  expect(fills.overtaken()).toBeUndefined();
});

test("what failed is over as well", async () => {
  const { clears, fills, make } = stage();
  const threads = make("threads");
  clears.mark(["comments-1"]);
  const overtaken = fills.overtaken();
  threads.fail();
  expect(await isOver(overtaken)).toBe(true);
});

test("a clear while one waits has one wait for what was begun meanwhile", async () => {
  const { clears, fills, make } = stage();
  const threads = make("threads");
  clears.mark(["comments-1"]);
  const overtaken = fills.overtaken();
  const stars = make("stars");
  clears.mark(["stars-1"]);
  threads.end();
  expect(await isOver(overtaken)).toBe(false);
  stars.end();
  expect(await isOver(overtaken)).toBe(true);
});

test("where clears come faster than data are made, the wait ends all the same", async () => {
  const { clears, fills, make } = stage();
  let last = make("0");
  clears.mark(["comments-1"]);
  const overtaken = fills.overtaken();
  let over = false;
  overtaken?.then(() => {
    over = true;
  });
  for (let n = 1; n <= 20 && !over; n += 1) {
    const next = make(String(n));
    clears.mark(["comments-1"]);
    last.end();
    last = next;
    await isOver(undefined);
  }
  expect(over).toBe(true);
});

test("made again under the same key before it was stored, the data are over with the later one", async () => {
  const { clears, fills, make } = stage();
  const first = make("threads");
  clears.mark(["comments-1"]);
  const overtaken = fills.overtaken();
  const second = make("threads");
  first.end();
  expect(await isOver(fills.overtaken())).toBe(false);
  second.end();
  expect(await isOver(overtaken)).toBe(true);
  expect(fills.overtaken()).toBeUndefined();
});

test("what was asked for and is never made is given up after two seconds, what is made after thirty", () => {
  const { clears, fills, make, pass } = stage();
  fills.asked("absent");
  make("threads");
  clears.mark(["comments-1"]);
  pass(2_000);
  fills.asked("other");
  expect(fills.overtaken()).toBeInstanceOf(Promise);
  pass(28_000);
  expect(fills.overtaken()).toBeUndefined();
});
