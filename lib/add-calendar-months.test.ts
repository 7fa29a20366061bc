import { describe, expect, test } from "vitest";
import { endOfMonthsAfter } from "./add-calendar-months.ts";
import { formatDate } from "./dates.ts";

const end = (moment: string, zone: string, months = 6) =>
  endOfMonthsAfter(new Date(moment), months, zone).toISOString();

describe("six months, to the end of their last day in the zone", () => {
  test.each([
    ["in the middle of a month", "2026-03-10T12:00:00Z", "Europe/Paris", "2026-09-10T22:00:00.000Z"],
    ["across the start of summer time", "2026-01-15T12:00:00Z", "Europe/Paris", "2026-07-15T22:00:00.000Z"],
    ["across its end", "2026-05-15T12:00:00Z", "Europe/Paris", "2026-11-15T23:00:00.000Z"],
    ["31 August: February's last day", "2026-08-31T12:00:00Z", "Europe/Paris", "2027-02-28T23:00:00.000Z"],
    ["in a leap year", "2027-08-31T12:00:00Z", "Europe/Paris", "2028-02-29T23:00:00.000Z"],
    ["31 March: 30 September", "2026-03-31T10:00:00Z", "Europe/Paris", "2026-09-30T22:00:00.000Z"],
    ["over the year's end", "2026-11-30T10:00:00Z", "UTC", "2027-05-31T00:00:00.000Z"],
    ["evening here is tomorrow there", "2026-03-30T22:30:00Z", "Europe/Paris", "2026-09-30T22:00:00.000Z"],
    ["and still yesterday elsewhere", "2026-03-31T02:00:00Z", "America/New_York", "2026-10-01T04:00:00.000Z"],
    ["a zone ahead by 14 hours", "2026-03-10T12:00:00Z", "Pacific/Kiritimati", "2026-09-11T10:00:00.000Z"],
    ["a zone behind by 11", "2026-03-10T05:00:00Z", "Pacific/Pago_Pago", "2026-09-10T11:00:00.000Z"],
    // Summer time begins at midnight there on 25 April 2025: that day begins at one.
    ["the next midnight does not exist", "2024-10-24T12:00:00Z", "Africa/Cairo", "2025-04-24T22:00:00.000Z"],
    ["the day of the change to summer time", "2026-09-29T10:00:00Z", "Europe/Paris", "2027-03-29T22:00:00.000Z"],
  ])("%s", (_what, moment, zone, expected) => {
    expect(end(moment, zone)).toBe(expected);
  });
});

test("the last moment before it is always on the announced day, whatever the zone", () => {
  for (const zone of ["Europe/Paris", "Africa/Cairo", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia"]) {
    for (let day = 0; day < 400; day += 7) {
      const moment = new Date(Date.UTC(2025, 0, 1 + day, (day * 5) % 24, 17));
      const ends = endOfMonthsAfter(moment, 6, zone);
      const shown = (at: Date) => formatDate(at, { locale: "en", zone, style: "short" });
      expect(shown(new Date(ends.getTime() - 1))).not.toBe(shown(ends));
      expect(formatDate(ends, { locale: "en", zone, style: "long" })).toMatch(/0[01]:[03]0$/);
    }
  }
});

test("refuses an unknown zone", () => {
  expect(() => end("2026-01-01T00:00:00Z", "Mars/Olympus")).toThrow(RangeError);
});
