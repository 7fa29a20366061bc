import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { FairQueue, type FairQueueOptions, queuePriorities, type RequestPriority } from "./fair-queue.ts";

afterEach(() => {
  vi.useRealTimers();
});

/** A queue that records the order in which requests begin and end. */
function queue(options: Partial<FairQueueOptions> = {}) {
  const fairQueue = new FairQueue({ maxRunning: 8, maxHoldMs: 60_000, maxWaiting: 1_000, ...options });
  const begun: string[] = [];
  const refused: string[] = [];
  const running: (() => void)[] = [];
  const ask = (network: string, priority?: RequestPriority) => {
    void Promise.resolve(fairQueue.enter(network, priority)).then((leave) => {
      if (!leave) return void refused.push(network);
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
  return { turns: fairQueue, begun, refused, running, ask, settle, end };
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

test("prefetches take at most half of the places, never wait, and delay no request", async () => {
  const { begun, refused, ask, settle, end } = queue({ maxRunning: 4 });
  for (const network of ["p1", "p2", "p3"]) ask(network, "prefetch");
  await settle();
  expect([begun, refused]).toEqual([["p1", "p2"], ["p3"]]);
  for (const network of ["a", "b", "c"]) ask(network);
  await settle();
  expect(begun).toEqual(["p1", "p2", "a", "b"]);
  await end();
  await end();
  expect(begun).toEqual(["p1", "p2", "a", "b", "c"]);
  // While something waits, no prefetch begins, even if a place is free.
  for (const network of ["d", "e"]) ask(network);
  ask("p4", "prefetch");
  await settle();
  expect(refused).toEqual(["p3", "p4"]);
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

test("runs renders of stored pages first, then members' requests, then all others", async () => {
  const { begun, ask, settle, end } = queue({ maxRunning: 1 });
  for (const network of ["first", "stranger"]) ask(network);
  ask("member", "member");
  ask("page", "keptPage");
  await settle();
  for (let n = 0; n < 3; n++) await end();
  expect(begun).toEqual(["first", "page", "member", "stranger"]);
});

test("gives a lower priority every fifth turn, so that its wait is bounded", async () => {
  const { begun, ask, settle, end } = queue({ maxRunning: 1 });
  ask("first");
  for (let n = 0; n < 3; n++) ask(`stranger${n}`);
  for (let n = 0; n < 20; n++) ask(`page${n}`, "keptPage");
  await settle();
  for (let n = 0; n < 16; n++) await end();
  const strangers = begun.flatMap((network, at) => (network.startsWith("stranger") ? [at] : []));
  expect(strangers).toEqual([5, 10, 15]);
});

test("refuses strangers beyond the limit of waiting requests, and refuses waiting strangers for members and stored pages", async () => {
  const { begun, refused, ask, settle, end } = queue({ maxRunning: 1, maxWaiting: 3 });
  ask("first");
  for (let n = 0; n < 3; n++) ask("greedy");
  ask("stranger");
  await settle();
  expect(refused).toEqual(["stranger"]);
  ask("member", "member");
  ask("page", "keptPage");
  await settle();
  expect(refused).toEqual(["stranger", "greedy", "greedy"]);
  for (let n = 0; n < 4; n++) await end();
  expect(begun).toEqual(["first", "page", "member", "greedy"]);
  // Everything has left: there is room again.
  for (let n = 0; n < 4; n++) ask("stranger");
  await settle();
  expect(refused).toHaveLength(3);
});

test("refuses no waiting request for one of the same priority", async () => {
  const { refused, ask, settle } = queue({ maxRunning: 1, maxWaiting: 2 });
  ask("first", "keptPage");
  for (const network of ["a", "b", "c"]) ask(network, "keptPage");
  await settle();
  expect(refused).toEqual(["c"]);
});

test("for any order of arrivals and ends, each request runs once or is refused, within the limits", async () => {
  const step = fc.oneof(
    fc.record({ network: fc.constantFrom("a", "b", "c"), priority: fc.constantFrom(...queuePriorities) }),
    fc.constant("end" as const),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { begun, refused, running, ask, settle, end } = queue({ maxRunning: 2, maxWaiting: 4 });
      let asked = 0;
      for (const one of steps) {
        if (one === "end") await end();
        else {
          asked += 1;
          ask(one.network, one.priority);
        }
        await settle();
        expect(running.length).toBeLessThanOrEqual(2);
        expect(asked - begun.length - refused.length).toBeLessThanOrEqual(4);
      }
      while (running.length > 0) await end();
      expect(begun.length + refused.length).toBe(asked);
    }),
    { numRuns: 200 },
  );
});
