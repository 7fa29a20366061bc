import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lastPeriod, parsePeriod, periodAt } from "./period.ts";

const paris = "Europe/Paris";
const bounds = (name: string, zone = paris) => {
  const period = parsePeriod(name, zone);
  return period && [period.start.toISOString(), period.end.toISOString()];
};

describe("a period", () => {
  test.each([
    ["2026-11", "2026-10-31T23:00:00.000Z", "2026-11-30T23:00:00.000Z"],
    ["2026-12", "2026-11-30T23:00:00.000Z", "2026-12-31T23:00:00.000Z"],
    // The clock is put forward on 29 March and back on 25 October.
    ["2026-03", "2026-02-28T23:00:00.000Z", "2026-03-31T22:00:00.000Z"],
    ["2026-10", "2026-09-30T22:00:00.000Z", "2026-10-31T23:00:00.000Z"],
    ["2026-W13", "2026-03-22T23:00:00.000Z", "2026-03-29T22:00:00.000Z"],
    ["2026-W48", "2026-11-22T23:00:00.000Z", "2026-11-29T23:00:00.000Z"],
    // ISO weeks around a year's end: 2026 has 53 of them, and 1 January 2027 is in the last.
    ["2026-W53", "2026-12-27T23:00:00.000Z", "2027-01-03T23:00:00.000Z"],
    ["2027-W01", "2027-01-03T23:00:00.000Z", "2027-01-10T23:00:00.000Z"],
    ["2025-W01", "2024-12-29T23:00:00.000Z", "2025-01-05T23:00:00.000Z"],
  ])("%s is from midnight to midnight of the site", (name, start, end) => {
    expect(bounds(name)).toEqual([start, end]);
  });

  test.each(["2026-13", "2026-00", "2026-W00", "2026-W54", "2025-W53", "2026", "2026-1", "26-11", "2026-11-01", ""])(
    "%j is none",
    (name) => {
      expect(parsePeriod(name, paris)).toBeUndefined();
    },
  );
});

test("each moment is in exactly one month and one week, whose names lead back to them", () => {
  const zone = fc.constantFrom(paris, "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "UTC");
  fc.assert(
    fc.property(
      fc.date({ min: new Date("2001-01-02"), max: new Date("2099-12-30"), noInvalidDate: true }),
      fc.constantFrom("monthly" as const, "weekly" as const),
      zone,
      (at, rhythm, one) => {
        const period = periodAt(rhythm, at, one);
        expect(period.start <= at && at < period.end).toBe(true);
        expect(parsePeriod(period.name, one)).toEqual(period);
        const before = lastPeriod(rhythm, at, one);
        expect(before.end).toEqual(period.start);
      },
    ),
    { numRuns: 200 },
  );
});

test("the last period is the one that is over", () => {
  const at = new Date("2026-11-30T23:00:00Z");
  expect(lastPeriod("monthly", at, paris).name).toBe("2026-11");
  expect(lastPeriod("monthly", at, "UTC").name).toBe("2026-10");
  expect(lastPeriod("weekly", at, paris).name).toBe("2026-W48");
});
