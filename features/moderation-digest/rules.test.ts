import { expect, test } from "vitest";
import { findDueWeek } from "./rules.ts";

const at = (text: string) => new Date(text);

test.each([
  ["before Monday morning", "2026-11-30T05:59:59Z", undefined],
  ["on Monday morning", "2026-11-30T06:00:00Z", "2026-11-23"],
  ["a day later", "2026-12-01T06:00:00Z", "2026-11-23"],
  ["two days later", "2026-12-02T06:00:00Z", "2026-11-23"],
  ["after two days", "2026-12-02T06:00:01Z", undefined],
  ["on Sunday", "2026-12-06T12:00:00Z", undefined],
])("finds the week that is due %s", (_when, now, monday) => {
  expect(findDueWeek(at(now), "Europe/Paris")?.monday).toBe(monday);
});

test.each([
  // The clocks go back on Sunday, 25 October 2026, and forward on Sunday, 29 March 2026.
  ["Europe/Paris", "2026-10-26T08:00:00Z", "2026-10-18T22:00:00.000Z", "2026-10-25T23:00:00.000Z", 169],
  ["Europe/Paris", "2026-03-30T08:00:00Z", "2026-03-22T23:00:00.000Z", "2026-03-29T22:00:00.000Z", 167],
  ["Pacific/Auckland", "2026-11-29T18:00:00Z", "2026-11-22T11:00:00.000Z", "2026-11-29T11:00:00.000Z", 168],
  ["America/Santiago", "2026-09-07T11:00:00Z", "2026-08-31T04:00:00.000Z", "2026-09-07T03:00:00.000Z", 167],
])("a week in %s begins and ends at midnight there, whatever the clocks do", (zone, now, from, to, hours) => {
  const week = findDueWeek(at(now), zone);
  expect([week?.from.toISOString(), week?.to.toISOString()]).toEqual([from, to]);
  expect(week && (week.to.getTime() - week.from.getTime()) / 3_600_000).toBe(hours);
  expect(week && week.before < week.from).toBe(true);
});
