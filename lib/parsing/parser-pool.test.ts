import { afterEach, expect, test, vi } from "vitest";
import { ParserPool, type ParserPoolOptions } from "./parser-pool.ts";

const pools: ParserPool[] = [];
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())));

function openPool(options: Partial<ParserPoolOptions> = {}): ParserPool {
  const file = new URL("./parser-thread-testing.ts", import.meta.url);
  const pool = new ParserPool({
    file,
    threads: 1,
    cpuTimeoutMs: 250,
    maxHeapMb: 32,
    maxQueue: 50,
    maxPerClient: 10,
    ...options,
  });
  pools.push(pool);
  return pool;
}

const run = (pool: ParserPool, name: string, input: unknown = "", client = "someone") =>
  pool.run({ name, input }, client);

test("parses a text in another thread and returns the result", async () => {
  expect(await run(openPool(), "echo", { text: "é😀", links: ["a"] })).toEqual({
    done: true,
    value: { text: "é😀", links: ["a"] },
  });
});

test("refuses a text whose parsing never ends, parses those queued behind it, and never blocks the calling thread", async () => {
  const pool = openPool();
  let turns = 0;
  const ticking = setInterval(() => {
    turns += 1;
  }, 1);
  const [hostile, other] = await Promise.all([run(pool, "hang"), run(pool, "echo", "mine", "another")]);
  clearInterval(ticking);
  expect(hostile).toEqual({ done: false, reason: "costly" });
  expect(other).toEqual({ done: true, value: "mine" });
  expect(turns).toBeGreaterThan(10);
});

test("a text that fills the heap ends its thread and nothing else", async () => {
  const pool = openPool({ cpuTimeoutMs: 60_000 });
  expect(await run(pool, "fillHeap")).toEqual({ done: false, reason: "costly" });
  expect(await run(pool, "echo", "still here")).toEqual({ done: true, value: "still here" });
});

test("the deadline counts from the start of parsing, not from the text's arrival", async () => {
  const pool = openPool({ cpuTimeoutMs: 200 });
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => run(pool, "burn", 100)));
  expect(outcomes).toEqual(outcomes.map(() => ({ done: true, value: "burnt 100" })));
});

test("parses a text that ran out of time once more, in a fresh thread", async () => {
  const pool = openPool();
  const first = await run(pool, "hangSecondTime");
  // The same thread would never answer; a fresh one does.
  expect(await run(pool, "hangSecondTime")).toEqual(first);
});

test("limits one client's texts, and leaves room for those of others", async () => {
  const pool = openPool({ maxPerClient: 2, maxQueue: 4 });
  const ofOne = Array.from({ length: 10 }, () => run(pool, "burn", 20, "flood"));
  const ofOthers = ["a", "b"].map((client) => run(pool, "echo", client, client));
  const refused = (await Promise.all(ofOne)).filter((outcome) => !outcome.done);
  expect(refused).toEqual(Array.from({ length: 8 }, () => ({ done: false, reason: "busy" })));
  expect(await Promise.all(ofOthers)).toEqual(["a", "b"].map((value) => ({ done: true, value })));
  expect(await run(pool, "echo", "later", "flood")).toEqual({ done: true, value: "later" });
});

test("limits the queue for all clients together", async () => {
  const pool = openPool({ maxQueue: 3 });
  const outcomes = await Promise.all(Array.from({ length: 9 }, (_, n) => run(pool, "burn", 20, `client ${n}`)));
  expect(outcomes.filter((outcome) => outcome.done)).toHaveLength(4);
});

test("a fault of a parser is an error, and its thread continues", async () => {
  const pool = openPool();
  await expect(run(pool, "fail")).rejects.toThrow("This parser has a fault.");
  await expect(run(pool, "unknown")).rejects.toThrow("There is no parser");
  expect(await run(pool, "echo", 1)).toEqual({ done: true, value: 1 });
});

/** The number of the pool's thread; threads are numbered in the order in which they start. */
async function threadOf(pool: ParserPool): Promise<number> {
  const outcome = await run(pool, "thread");
  if (!outcome.done) throw new Error("refused");
  return Number(outcome.value);
}

test("starts one thread before the first text arrives", async () => {
  const pool = openPool();
  pool.warmUp();
  pool.warmUp();
  const other = await threadOf(openPool());
  expect(await threadOf(pool)).toBe(other - 1);
});

test("ends a thread after a time without work, unless it is kept warm", async () => {
  const pool = openPool({ idleMs: 50 });
  const first = await threadOf(pool);
  await vi.waitFor(async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await threadOf(pool)).not.toBe(first);
  });
  const warm = openPool({ idleMs: 1_000 });
  const kept = await threadOf(warm);
  const warming = setInterval(() => warm.warmUp(), 20);
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  clearInterval(warming);
  expect(await threadOf(warm)).toBe(kept);
});
