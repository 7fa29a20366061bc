import { beforeEach, expect, test } from "vitest";
import { healthSamples } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { listSamples } from "#features/health/samples/queries.ts";
import { threadMetrics } from "#lib/metrics/thread-metrics.ts";
import type { ProcessFigures } from "./process-figures.ts";
import { SampleRecorder } from "./sample-recorder.ts";
import { SiteFiguresReader } from "./site-figures-reader.ts";

const { db, clear } = testDatabase();
beforeEach(clear);

const bucketMs = 300_000;
const start = Math.floor(Date.now() / bucketMs) * bucketMs - 12 * bucketMs;
const whole = { from: new Date(start - 100 * bucketMs), to: new Date(start + 200 * bucketMs) };

/** A process with its own clocks, whose articles, busy connections and resident memory the test sets. */
function aProcess(at: number) {
  const state = { wall: at, ticks: 0, articles: 0, busy: 0, isUp: true };
  const main = threadMetrics.figures();
  const read = async (): Promise<ProcessFigures> => ({
    main: { ...main, pool: { size: 10, busy: state.busy, waiting: 0 } },
    render: undefined,
    residentBytes: 1_000,
    disk: { total: 100, free: 40 },
    serving: {
      requests: {
        article: {
          statuses: { "2xx": state.articles },
          durations: { counts: [state.articles], seconds: state.articles / 1_024 },
          bytes: state.articles,
        },
      },
      runningRequests: 0,
      pageCache: { hits: state.articles, stale: 0, misses: 0, pages: 5, bytes: 50 },
      renders: { durations: { counts: [], seconds: 0 }, failed: 0, running: 0 },
      liveStreams: 0,
    },
  });
  const reader = new SiteFiguresReader(db);
  const recorder = new SampleRecorder({
    db,
    figures: { read },
    site: {
      read: () => reader.read(),
      get isDatabaseUp() {
        return state.isUp;
      },
    },
    clock: () => state.wall,
    now: () => state.ticks,
  });
  /** Lets time pass, and measures. */
  const pass = async (ms: number) => {
    state.wall += ms;
    state.ticks += ms;
    await recorder.tick();
    await recorder.settled();
  };
  return { state, pass, recorder };
}

const articlesByBucket = async () =>
  (await listSamples(db, whole)).map(({ at, sample }) => [
    (at.getTime() - start) / bucketMs,
    sample.requests.article?.statuses["2xx"] ?? 0,
  ]);

test("writes each bucket with what was counted in it, and the highest peaks", async () => {
  const { state, pass } = aProcess(start + 1_000);
  state.articles = 7;
  state.busy = 9;
  await pass(100_000);
  state.busy = 1;
  state.articles = 10;
  await pass(190_000);
  await pass(10_000);
  state.articles = 14;
  await pass(60_000);
  expect(await articlesByBucket()).toEqual([
    [0, 10],
    [1, 4],
  ]);
  const [first] = await listSamples(db, whole);
  expect(first?.sample).toMatchObject({
    pool: { size: 10, busy: 9 },
    pageCache: { hits: 10, pages: 5 },
    disk: { total: 100, free: 40 },
    seconds: 300,
  });
  expect(first?.sample.disk?.parts.database).toBeGreaterThan(0);
});

test("a restart in the middle of a bucket loses nothing, and two processes add up", async () => {
  const [first, other] = [aProcess(start), aProcess(start)];
  first.state.articles = 5;
  other.state.articles = 100;
  await Promise.all([first.pass(70_000), other.pass(70_000)]);
  // The first is killed; its successor counts from nothing.
  const next = aProcess(start + 80_000);
  next.state.articles = 3;
  await next.pass(70_000);
  expect(await articlesByBucket()).toEqual([[0, 108]]);
});

test("a clock that is set back overwrites nothing, and one that is set forward leaves a gap", async () => {
  const { state, pass } = aProcess(start);
  state.articles = 4;
  await pass(250_000);
  await pass(60_000);
  state.articles = 6;
  await pass(70_000);
  state.wall = start + 10_000;
  await pass(1);
  state.articles = 9;
  await pass(70_000);
  expect(await articlesByBucket()).toEqual([
    [0, 4 + 3],
    [1, 2],
  ]);
  state.wall += 100 * bucketMs;
  await pass(1);
  state.articles = 10;
  await pass(70_000);
  expect((await articlesByBucket()).at(-1)).toEqual([100, 1]);
  expect(await db.$count(healthSamples)).toBe(4);
});

test("writes later what it measured without a database, an hour of it at most", async () => {
  const { state, pass, recorder } = aProcess(start - 20 * bucketMs);
  state.isUp = false;
  for (let n = 1; n <= 20; n += 1) {
    state.articles = n;
    await pass(bucketMs);
  }
  expect(await db.$count(healthSamples)).toBe(0);
  expect(recorder.lost).toBe(8);
  state.isUp = true;
  await pass(70_000);
  const written = await articlesByBucket();
  expect(written.slice(0, 12)).toEqual(Array.from({ length: 12 }, (_, n) => [n - 12, 1]));
});

test("a database that fails in the middle of a write loses no bucket", async () => {
  const { state, pass } = aProcess(start);
  await db.execute("alter table health_samples rename to health_samples_away");
  state.articles = 2;
  await pass(bucketMs);
  await pass(70_000);
  await db.execute("alter table health_samples_away rename to health_samples");
  await pass(70_000);
  expect((await articlesByBucket())[0]).toEqual([0, 2]);
});

test("the last write has the requests since the one before", async () => {
  const { state, pass, recorder } = aProcess(start);
  const stop = recorder.start();
  state.articles = 2;
  await pass(70_000);
  state.articles = 5;
  await stop();
  expect(await articlesByBucket()).toEqual([[0, 5]]);
});

test("what a thread counts that ends again is in the figures of the process", () => {
  const before = threadMetrics.figures();
  const count = (figures: typeof before) => [
    figures.mails.refused ?? 0,
    figures.logged.find(({ message }) => message === "Of a thread.")?.count ?? 0,
  ];
  threadMetrics.addCounts({
    mails: { refused: 3 },
    fetches: {},
    logged: [{ level: "warn", message: "Of a thread.", code: "X", count: 2 }],
  });
  const [refused = 0, logged = 0] = count(before);
  expect(count(threadMetrics.figures())).toEqual([refused + 3, logged + 2]);
  const taken = threadMetrics.takeCounts();
  expect(taken.mails.refused).toBe(refused + 3);
  expect(threadMetrics.takeCounts()).toEqual({ mails: {}, fetches: {}, logged: [] });
});
