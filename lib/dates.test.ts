import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDate, isoWithZone, isZone, matchLocalTime, parseLocalTime, secondsUntilTomorrow } from "./dates.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const paris = (iso: string, style: "short" | "long" | "full", locale: "fr" | "en" = "fr") =>
  plain(formatDate(new Date(iso), { locale, zone: "Europe/Paris", style }));

describe("a date for people", () => {
  test.each([
    ["2017-03-19T17:13:16Z", "short", "fr", "19 mars 2017"],
    ["2017-03-19T17:13:16Z", "long", "fr", "19 mars 2017 à 18 h 13"],
    ["2017-03-19T17:13:16Z", "full", "fr", "dimanche 19 mars 2017 à 18 h 13"],
    ["2017-03-19T17:13:16Z", "short", "en", "19 March 2017"],
    ["2017-03-19T17:13:16Z", "long", "en", "19 March 2017 at 18:13"],
    ["2017-03-19T17:13:16Z", "full", "en", "Sunday 19 March 2017 at 18:13"],
    ["2026-05-01T06:05:00Z", "long", "fr", "1er mai 2026 à 8 h 05"],
    ["2026-05-11T16:00:00Z", "long", "fr", "11 mai 2026 à 18 h"],
    ["2026-05-11T22:00:00Z", "long", "fr", "12 mai 2026 à 0 h"],
    ["2026-05-11T22:00:00Z", "long", "en", "12 May 2026 at 00:00"],
  ] as const)("formats %s as %s %s", (iso, style, locale, expected) => {
    expect(paris(iso, style, locale)).toBe(expected);
  });

  test("keeps the hour with its h, and the day with its month", () => {
    expect(formatDate(new Date("2017-03-19T17:13:16Z"), { locale: "fr", zone: "Europe/Paris", style: "long" })).toBe(
      "19\u00a0mars 2017 à 18\u00a0h\u00a013",
    );
  });

  test("refuses an invalid date or zone", () => {
    expect(() => paris("nonsense", "long")).toThrow(RangeError);
    expect(() => formatDate(new Date(0), { locale: "fr", zone: "Europe/Nowhere", style: "long" })).toThrow(RangeError);
  });
});

test("dates are those of Intl, also on the days on which the clocks change", () => {
  const zones = [
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "UTC",
  ];
  const changes = [
    "2026-03-29T01:00Z",
    "2026-10-25T01:00Z",
    "2026-03-08T07:00Z",
    "2026-04-04T15:00Z",
    "2026-02-15T02:00Z",
  ];
  const time = fc.oneof(
    fc.date({ min: new Date("1850-01-01"), max: new Date("2100-01-01"), noInvalidDate: true }),
    fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -100_000_000, max: 100_000_000 }))
      .map(([change, ms]) => new Date(Date.parse(change) + ms)),
  );
  fc.assert(
    fc.property(time, fc.constantFrom(...zones), (date, zone) => {
      const part = Object.fromEntries(
        new Intl.DateTimeFormat("en-GB", { timeZone: zone, dateStyle: "full", timeStyle: "medium", hourCycle: "h23" })
          .formatToParts(date)
          .map(({ type, value }) => [type, value]),
      );
      expect(plain(formatDate(date, { locale: "en", zone, style: "full" }))).toBe(
        `${part.weekday} ${part.day} ${part.month} ${part.year} at ${part.hour}:${part.minute}`,
      );
      const iso = isoWithZone(date, zone);
      // Offsets of the nineteenth century have seconds.
      expect(Math.abs(Date.parse(iso) - date.getTime())).toBeLessThan(1_000);
    }),
    { numRuns: 500 },
  );
});

describe("a date for machines", () => {
  test.each([
    ["2017-03-19T17:13:16Z", "Europe/Paris", "2017-03-19T18:13:16+01:00"],
    ["2017-03-26T00:59:59Z", "Europe/Paris", "2017-03-26T01:59:59+01:00"],
    ["2017-03-26T01:00:00Z", "Europe/Paris", "2017-03-26T03:00:00+02:00"],
    ["2017-10-29T00:30:00Z", "Europe/Paris", "2017-10-29T02:30:00+02:00"],
    ["2017-10-29T01:30:00Z", "Europe/Paris", "2017-10-29T02:30:00+01:00"],
    ["2017-12-31T23:30:00Z", "Europe/Paris", "2018-01-01T00:30:00+01:00"],
    ["2017-03-19T17:13:16Z", "UTC", "2017-03-19T17:13:16+00:00"],
    ["2017-03-19T17:13:16Z", "Asia/Kathmandu", "2017-03-19T22:58:16+05:45"],
    ["2017-03-19T01:13:16Z", "America/St_Johns", "2017-03-18T22:43:16-02:30"],
  ])("formats %s in %s", (iso, zone, expected) => {
    expect(isoWithZone(new Date(iso), zone)).toBe(expected);
    expect(new Date(expected).getTime()).toBe(new Date(iso).getTime());
  });

  test("refuses an invalid date", () => {
    expect(() => isoWithZone(new Date(Number.NaN), "UTC")).toThrow(RangeError);
  });
});

test.each([
  ["Europe/Paris", true],
  ["UTC", true],
  ["+01:00", false],
  ["Europe/Nowhere", false],
  ["", false],
])("%s is a zone: %s", (name, expected) => {
  expect(isZone(name)).toBe(expected);
});

test.each([
  ["2026-11-24T18:30", "Europe/Paris", "2026-11-24T17:30:00.000Z"],
  ["2026-07-14T00:00", "Europe/Paris", "2026-07-13T22:00:00.000Z"],
  ["2026-11-24T18:30", "Pacific/Kiritimati", "2026-11-24T04:30:00.000Z"],
  ["2026-11-24T18:30", "America/St_Johns", "2026-11-24T22:00:00.000Z"],
  // Skipped: the clock goes from 2 to 3.
  ["2027-03-28T02:30", "Europe/Paris", "2027-03-28T01:30:00.000Z"],
  ["2027-03-28T03:00", "Europe/Paris", "2027-03-28T01:00:00.000Z"],
  ["2027-03-28T01:59", "Europe/Paris", "2027-03-28T00:59:00.000Z"],
  // Shown twice: the first time counts.
  ["2026-10-25T02:30", "Europe/Paris", "2026-10-25T00:30:00.000Z"],
  ["2026-10-25T03:00", "Europe/Paris", "2026-10-25T02:00:00.000Z"],
])("a clock shows %s in %s at %s", (local, zone, expected) => {
  expect(parseLocalTime(local, zone)?.toISOString()).toBe(expected);
});

test.each([
  "",
  "2026-11-24",
  "2026-02-31T10:00",
  "2026-13-01T10:00",
  "2026-11-24T25:00",
  "demain",
  "2026-11-24T10:00Z",
])("%j is no date", (local) => {
  expect(parseLocalTime(local, "Europe/Paris")).toBeUndefined();
});

test.each([
  ["2027-03-28T02:00", "Europe/Paris", "2027-03-28T02:00", "2027-03-28T03:00"],
  ["2027-03-28T02:59:59", "Europe/Paris", "2027-03-28T02:00", "2027-03-28T03:00"],
  // Half an hour only.
  ["2026-10-04T02:10", "Australia/Lord_Howe", "2026-10-04T02:00", "2026-10-04T02:30"],
  ["2027-03-14T02:30", "America/New_York", "2027-03-14T02:00", "2027-03-14T03:00"],
])("no clock shows %s in %s: it goes from %s to %s", (local, zone, from, to) => {
  expect(matchLocalTime(local, zone)).toMatchObject({ kind: "skipped", from, to });
});

test.each([
  ["2026-10-25T02:30", "Europe/Paris", "2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z"],
  ["2026-10-25T02:00", "Europe/Paris", "2026-10-25T00:00:00.000Z", "2026-10-25T01:00:00.000Z"],
])("a clock shows %s in %s twice: at %s and at %s", (local, zone, first, second) => {
  expect(matchLocalTime(local, zone)).toEqual({ kind: "twice", at: new Date(first), again: new Date(second) });
});

test("shows a time once on other days, to the second", () => {
  expect(matchLocalTime("2026-10-25T03:00:07", "Europe/Paris")).toEqual({
    kind: "once",
    at: new Date("2026-10-25T02:00:07Z"),
  });
});

test.each([
  ["2026-11-27T22:59:59Z", "Europe/Paris", 1],
  ["2026-11-27T23:00:00Z", "Europe/Paris", 86_400],
  ["2026-11-27T12:00:00.250Z", "UTC", 43_199.75],
  // 23 and 25 hours.
  ["2027-03-27T23:00:00Z", "Europe/Paris", 82_800],
  ["2026-10-24T22:00:00Z", "Europe/Paris", 90_000],
  // Midnight is skipped: the day ends at 1 o'clock.
  ["2026-09-06T03:00:00Z", "America/Santiago", 3_600],
])("at %s the day in %s ends in %d seconds", (now, zone, seconds) => {
  expect(secondsUntilTomorrow(new Date(now), zone)).toBe(seconds);
});

test("names the day of a date", () => {
  const at = new Date("2026-11-27T23:30:00Z");
  expect(formatDate(at, { locale: "fr", zone: "Europe/Paris", style: "day" })).toBe("samedi 28\u00a0novembre 2026");
  expect(formatDate(at, { locale: "en", zone: "UTC", style: "day" })).toBe("Friday 27\u00a0November 2026");
});
