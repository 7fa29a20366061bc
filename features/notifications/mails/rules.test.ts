import { expect, test } from "vitest";
import { lastDigest } from "./rules.ts";

test.each([
  // Winter: 07:00 in Paris is 06:00 UTC.
  ["daily", "2026-11-28T05:59:59Z", "2026-11-27", "2026-11-27T06:00:00.000Z"],
  ["daily", "2026-11-28T06:00:00Z", "2026-11-28", "2026-11-28T06:00:00.000Z"],
  // The night in which the clock goes forward (29 March), and the one in which it goes back (25 October).
  ["daily", "2026-03-29T05:00:00Z", "2026-03-29", "2026-03-29T05:00:00.000Z"],
  ["daily", "2026-03-29T04:59:59Z", "2026-03-28", "2026-03-28T06:00:00.000Z"],
  ["daily", "2026-10-25T05:30:00Z", "2026-10-24", "2026-10-24T05:00:00.000Z"],
  ["daily", "2026-10-25T06:00:00Z", "2026-10-25", "2026-10-25T06:00:00.000Z"],
  // Saturday, and Monday morning before and at seven.
  ["weekly", "2026-11-28T12:00:00Z", "2026-11-23", "2026-11-23T06:00:00.000Z"],
  ["weekly", "2026-11-30T05:59:59Z", "2026-11-23", "2026-11-23T06:00:00.000Z"],
  ["weekly", "2026-11-30T06:00:00Z", "2026-11-30", "2026-11-30T06:00:00.000Z"],
  ["weekly", "2026-03-30T05:00:00Z", "2026-03-30", "2026-03-30T05:00:00.000Z"],
] as const)("the last %s digest before %s is that of %s", (rhythm, now, date, at) => {
  const digest = lastDigest(rhythm, new Date(now), "Europe/Paris");
  expect([digest.date, digest.at.toISOString()]).toEqual([date, at]);
});

test("the date is that of the site's zone, on both sides of the date line", () => {
  const now = new Date("2026-11-27T20:00:00Z");
  expect(lastDigest("daily", now, "Pacific/Auckland").date).toBe("2026-11-28");
  expect(lastDigest("daily", now, "Pacific/Honolulu").date).toBe("2026-11-27");
});
