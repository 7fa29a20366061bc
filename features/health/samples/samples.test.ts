import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { healthSamples } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { compactSamples, deleteOldSamples, saveSample } from "./mutations.ts";
import { listSamples, summariseSamples } from "./queries.ts";
import { bucketStart, emptySample, mergeSamples } from "./rules.ts";
import { type HealthSample, healthSampleSchema } from "./schema.ts";

const { db, clear } = testDatabase();
beforeEach(clear);

const minute = 60_000;
const start = bucketStart(Date.now() - 60 * minute);
const after = (minutes: number) => new Date(start.getTime() + minutes * minute);
const articles = (count: number): HealthSample["requests"] => ({
  article: {
    statuses: { "2xx": count },
    durations: { counts: [0, 0, 0, count], seconds: count / 1_024 },
    bytes: count,
  },
});
const aSample = (changes: Partial<HealthSample> = {}): HealthSample => ({ ...emptySample(), seconds: 300, ...changes });

test("merges what several processes measured in the same bucket", async () => {
  await saveSample(db, { at: start, instance: "a", sample: aSample({ requests: articles(3) }) });
  await saveSample(db, { at: start, instance: "b", sample: aSample({ requests: articles(4) }) });
  await saveSample(db, { at: after(10), instance: "b", sample: aSample({ requests: articles(1) }) });
  const steps = await listSamples(db, { from: start, to: after(60) });
  expect(steps.map(({ at }) => at)).toEqual([start, after(10)]);
  expect(steps[0]?.sample.requests.article?.statuses).toEqual({ "2xx": 7 });
  const whole = await summariseSamples(db, { from: start, to: after(60) });
  expect(whole.requests.article?.statuses).toEqual({ "2xx": 8 });
  expect(whole.seconds).toBe(600);
});

test("a process that writes its bucket again replaces what it wrote", async () => {
  await saveSample(db, { at: start, instance: "a", sample: aSample({ requests: articles(3) }) });
  await saveSample(db, { at: start, instance: "a", sample: aSample({ requests: articles(5) }) });
  const [step] = await listSamples(db, { from: start, to: after(5) });
  expect(step?.sample.requests.article?.statuses).toEqual({ "2xx": 5 });
});

test("adds the memory of processes that ran at once, and not of a process that was restarted", () => {
  const run = (seconds: number, resident: number) =>
    aSample({ seconds, memory: { resident, peak: resident, mainHeap: 0, renderHeap: 0 } });
  expect(mergeSamples([run(300, 100), run(300, 50)]).memory).toMatchObject({ resident: 150, peak: 100 });
  expect(mergeSamples([run(100, 120), run(200, 90)]).memory).toMatchObject({ resident: 100, peak: 120 });
});

test("merges the samples of each hour after two days, and the sums stay the same", async () => {
  const hour = 60 * minute;
  const old = Math.floor(Date.now() / hour) * hour - 50 * hour;
  const save = (offset: number, instance: string, count: number) =>
    saveSample(db, {
      at: new Date(old + offset),
      instance,
      sample: aSample({
        requests: articles(count),
        memory: { resident: 100, peak: count, mainHeap: 0, renderHeap: 0 },
      }),
    });
  for (let n = 0; n < 24; n += 1) for (const instance of ["a", "b"]) await save(n * 5 * minute, instance, n);
  await save(49 * hour, "a", 7);
  const range = { from: new Date(old), to: new Date(old + 2 * hour) };
  const before = await listSamples(db, range, 3_600);
  expect(await compactSamples(db)).toBe(2);
  expect(await db.$count(healthSamples)).toBe(3);
  const after = await listSamples(db, range, 3_600);
  expect(after).toEqual(before);
  expect(after[0]?.sample).toMatchObject({ seconds: 3_600, memory: { resident: 200, peak: 11 } });
  expect(await compactSamples(db)).toBe(0);
  // One that was written late.
  await save(10 * minute, "c", 5);
  expect(await compactSamples(db)).toBe(1);
  expect((await listSamples(db, range, 3_600))[0]?.sample.requests.article?.statuses["2xx"]).toBe(2 * 66 + 5);
});

test("leaves out samples of other versions", async () => {
  await db.insert(healthSamples).values({ bucketAt: start, instance: "later", sample: { version: 2, requests: "?" } });
  expect(await listSamples(db, { from: start, to: after(5) })).toEqual([]);
});

test("deletes samples after 31 days, and those from the future", async () => {
  const day = 24 * 60 * minute;
  for (const [instance, offset] of Object.entries({ old: -32 * day, kept: -30 * day, now: 0, future: 2 * day }))
    await saveSample(db, { at: bucketStart(Date.now() + offset), instance, sample: aSample() });
  await deleteOldSamples(db);
  const kept = await db.select({ instance: healthSamples.instance }).from(healthSamples);
  expect(kept.map(({ instance }) => instance).sort()).toEqual(["kept", "now"]);
});

test("merging in groups gives the same as merging all at once", () => {
  const kinds = fc.constantFrom("article", "home", "__proto__", "constructor");
  const sample = fc.record({ kind: kinds, count: fc.nat(1_000), message: fc.constantFrom("a", "b") }).map(
    ({ kind, count, message }): HealthSample =>
      aSample({
        requests: Object.fromEntries([[kind, articles(count).article]]) as HealthSample["requests"],
        errors: [{ level: "error", message, code: "", count }],
        queues: { mail: { waiting: count, failed: 0, oldestSeconds: count } },
      }),
  );
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 8 }), fc.nat(8), (all, cut) => {
      const grouped = mergeSamples([mergeSamples(all.slice(0, cut)), mergeSamples(all.slice(cut))]);
      const { memory: _, ...rest } = mergeSamples(all);
      expect(grouped).toMatchObject(rest);
      expect(healthSampleSchema.safeParse(grouped).success).toBe(true);
    }),
  );
});
