import { afterEach, expect, test, vi } from "vitest";
import { FairQueue } from "./fair-queue.ts";

afterEach(() => {
  vi.useRealTimers();
});

/** A queue that records the order in which requests begin and end. */
function queue(options: Partial<{ maxRunning: number; maxHoldMs: number }> = {}) {
  const fairQueue = new FairQueue({ maxRunning: 8, maxHoldMs: 60_000, ...options });
  const begun: string[] = [];
  const running: (() => void)[] = [];
  const ask = (network: string) => {
    void Promise.resolve(fairQueue.enter(network)).then((leave) => {
      begun.push(network);
      running.push(leave);
    });
  };
  const settle = async () => {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  const end = async () => {
    running.shift()?.();
    await settle();
  };
  return { turns: fairQueue, begun, running, ask, settle, end };
}

test("runs half of a network's hundred requests at once, and another network's first one immediately", async () => {
  const { begun, ask, settle } = queue();
  for (let n = 0; n < 100; n++) ask("greedy");
  await settle();
  expect(begun).toEqual(Array(4).fill("greedy"));
  ask("reader");
  await settle();
  expect(begun.at(-1)).toBe("reader");
});

test("networks that wait alternate, and all of them are served", async () => {
  const { begun, ask, settle, end } = queue({ maxRunning: 1 });
  for (let n = 0; n < 50; n++) ask("a");
  for (let n = 0; n < 3; n++) ask("b");
  ask("c");
  await settle();
  for (let n = 0; n < 6; n++) await end();
  expect(begun).toEqual(["a", "a", "b", "c", "a", "b", "a"]);
  for (let n = 0; n < 60; n++) await end();
  expect(begun).toHaveLength(54);
});

test("work that takes long stops counting, so that waiting for something delays nobody", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { begun, running, ask, settle } = queue({ maxRunning: 2, maxHoldMs: 500 });
  for (let n = 0; n < 10; n++) ask("slow");
  ask("reader");
  await settle();
  expect(begun).toEqual(["slow", "reader"]);
  await vi.advanceTimersByTimeAsync(500);
  await settle();
  expect(begun).toHaveLength(3);
  // The end of work that no longer counts frees nothing.
  running[0]?.();
  running[0]?.();
  await settle();
  expect(begun).toHaveLength(3);
  for (let n = 0; n < 10; n++) {
    await vi.advanceTimersByTimeAsync(500);
    await settle();
  }
  expect(begun).toHaveLength(11);
});

test("the event loop runs other events between two tasks that wait for nothing", async () => {
  const { turns: fairQueue, begun, ask, settle } = queue({ maxRunning: 2 });
  const leave = fairQueue.enter("a");
  if (leave instanceof Promise) throw new Error("There was a free place.");
  leave();
  ask("a");
  await Promise.resolve();
  expect(begun).toEqual([]);
  await settle();
  expect(begun).toEqual(["a"]);
});
