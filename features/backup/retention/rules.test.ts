import fc from "fast-check";
import { expect, test } from "vitest";
import { type BackupCopy, planRetention, type RetentionCounts, retentionMonths } from "./rules.ts";

const zone = "Europe/Paris";
const day = 86_400_000;
const counts = { daily: 7, weekly: 4, monthly: 12 };
const copyAt = (time: number, isBad = false): BackupCopy => ({
  name: new Date(time).toISOString(),
  madeAt: new Date(time),
  isBad,
});

/** A backup each night, with what retention leaves of the copies. */
function keepNightly(nights: number, start: number, limits: RetentionCounts = counts): BackupCopy[] {
  let copies: BackupCopy[] = [];
  for (let night = 0; night < nights; night += 1) {
    const now = start + night * day;
    copies.push(copyAt(now));
    copies = planRetention(copies, limits, { now: new Date(now), zone }).keep.map(({ copy }) => copy);
  }
  return copies;
}

test("after two years of nights, one copy of each of 7 days, 4 weeks and 12 months is left", () => {
  const copies = keepNightly(730, Date.parse("2025-01-01T02:10:00Z"));
  const names = copies.map(({ name }) => name.slice(0, 10));
  expect(names).toEqual([
    "2026-12-31",
    "2026-12-30",
    "2026-12-29",
    "2026-12-28",
    "2026-12-27",
    "2026-12-26",
    "2026-12-25",
    "2026-12-20",
    "2026-12-13",
    "2026-11-30",
    "2026-10-31",
    "2026-09-30",
    "2026-08-31",
    "2026-07-31",
    "2026-06-30",
    "2026-05-31",
    "2026-04-30",
    "2026-03-31",
    "2026-02-28",
    "2026-01-31",
  ]);
});

test("of two copies on one day the later one is kept, and a gap uses up no place", () => {
  const times = ["2026-11-28T02:10", "2026-11-28T15:00", "2026-03-01T02:10", "2026-03-02T02:10", "2026-03-03T02:10"];
  const copies = times.map((time) => copyAt(Date.parse(`${time}Z`)));
  const plan = planRetention(copies, { daily: 3, weekly: 0, monthly: 0 }, { now: new Date("2026-11-29T02:00Z"), zone });
  expect(plan.keep.map(({ copy }) => copy.name.slice(0, 16))).toEqual([
    "2026-11-28T15:00",
    "2026-03-03T02:10",
    "2026-03-02T02:10",
  ]);
  expect(plan.remove.map(({ name }) => name.slice(0, 16))).toEqual(["2026-03-01T02:10", "2026-11-28T02:10"]);
});

test("a bad copy does not take the place of a good one", () => {
  const now = Date.parse("2026-11-29T03:00Z");
  const copies = [copyAt(now, true), copyAt(now - 3_600_000), copyAt(now - day)];
  const plan = planRetention(copies, { daily: 1, weekly: 1, monthly: 1 }, { now: new Date(now), zone });
  expect(plan.keep.map(({ copy }) => copy.isBad)).toEqual([false]);
});

test("days begin at midnight of the site's zone, also when the clocks change", () => {
  // 23:30 and 00:30 in Paris, on the night before summer time.
  const copies = ["2027-03-27T22:30:00Z", "2027-03-27T23:30:00Z", "2027-03-28T21:30:00Z"].map((time) =>
    copyAt(Date.parse(time)),
  );
  const plan = planRetention(copies, { daily: 9, weekly: 0, monthly: 0 }, { now: new Date("2027-03-29T00:00Z"), zone });
  expect(plan.keep.map(({ copy }) => copy.name)).toEqual(["2027-03-28T21:30:00.000Z", "2027-03-27T22:30:00.000Z"]);
});

const time = fc.integer({ min: Date.parse("2020-01-01"), max: Date.parse("2032-01-01") });
const anyCopies = fc.uniqueArray(
  fc.record({ time, isBad: fc.boolean() }).map(({ time, isBad }) => copyAt(time, isBad)),
  { selector: ({ name }) => name, maxLength: 60 },
);
const limit = fc.integer({ min: 0, max: 15 });
const anyCounts = fc.record({ daily: limit, weekly: limit, monthly: limit });

test("whatever there is: nothing is lost from the plan, the newest good copy stays, and places are limited", () => {
  fc.assert(
    fc.property(anyCopies, anyCounts, time, (copies, limits, now) => {
      const { keep, remove } = planRetention(copies, limits, { now: new Date(now), zone });
      const kept = keep.map(({ copy }) => copy);
      expect([...kept, ...remove].map(({ name }) => name).sort()).toEqual(copies.map(({ name }) => name).sort());
      const past = copies.filter(({ madeAt }) => madeAt.getTime() <= now);
      const good = past.filter(({ isBad }) => !isBad).sort((a, b) => b.madeAt.getTime() - a.madeAt.getTime());
      if (good[0]) expect(kept).toContain(good[0]);
      if (past.length > 0) expect(kept.some((copy) => past.includes(copy))).toBe(true);
      // What is newer than now may come from a wrong clock: it is never judged.
      for (const copy of copies) if (!past.includes(copy)) expect(kept).toContain(copy);
      expect(kept.filter((copy) => past.includes(copy)).length).toBeLessThanOrEqual(
        limits.daily + limits.weekly + limits.monthly + 1,
      );
    }),
    { numRuns: 300 },
  );
});

test("planning again removes nothing more", () => {
  fc.assert(
    fc.property(anyCopies, anyCounts, time, (copies, limits, now) => {
      const options = { now: new Date(now), zone };
      const kept = planRetention(copies, limits, options).keep.map(({ copy }) => copy);
      expect(planRetention(kept, limits, options).remove).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("whenever the clock jumps, tonight's copy and the newest before it survive the night", () => {
  fc.assert(
    fc.property(fc.array(time, { minLength: 1, maxLength: 40 }), (nights) => {
      let copies: BackupCopy[] = [];
      for (const now of nights) {
        const made = copyAt(now);
        copies = copies.filter(({ name }) => name !== made.name);
        copies.push(made);
        copies = planRetention(copies, { daily: 2, weekly: 1, monthly: 1 }, { now: new Date(now), zone }).keep.map(
          ({ copy }) => copy,
        );
        expect(copies).toContain(made);
      }
    }),
    { numRuns: 100 },
  );
});

test("no copy of a nightly backup is older than the months that the privacy page names", () => {
  for (const limits of [counts, { daily: 90, weekly: 0, monthly: 0 }, { daily: 1, weekly: 30, monthly: 2 }]) {
    const copies = keepNightly(900, Date.parse("2025-01-01T02:10:00Z"), limits);
    const ages = copies.map(({ madeAt }) => Date.parse("2025-01-01T02:10:00Z") + 899 * day - madeAt.getTime());
    expect(Math.max(...ages)).toBeLessThanOrEqual(retentionMonths(limits) * 31 * day);
  }
  expect(retentionMonths(counts)).toBe(12);
  expect(retentionMonths({ daily: 1, weekly: 0, monthly: 0 })).toBe(1);
});
