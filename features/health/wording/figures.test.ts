import fc from "fast-check";
import { expect, test } from "vitest";
import { formatClock, formatMilliseconds, formatSeconds } from "./figures.ts";

const plain = (text: string) => text.replaceAll(/\s/g, " ");

test.each([
  [-3, "1 s", "1 second"],
  [1, "1 s", "1 second"],
  [40, "40 s", "40 seconds"],
  [59.7, "1 min", "1 minute"],
  [62, "1 min", "1 minute"],
  [116, "2 min", "2 minutes"],
  [11 * 60, "11 min", "11 minutes"],
  [7_190, "2 h", "2 hours"],
  [31 * 3_600, "31 h", "31 hours"],
  [3 * 86_400, "3 j", "3 days"],
])("formats %d seconds in short", (seconds, fr, en) => {
  const format = (locale: "fr" | "en") => plain(formatSeconds(seconds, { locale, unitDisplay: "short" }));
  expect([format("fr"), format("en")]).toEqual([fr, en]);
});

test.each([
  [84, "84 ms", "84 ms"],
  [1_240, "1,2 s", "1.2 s"],
  [31_000, "31 s", "31 s"],
  [116_000, "2 min", "2 minutes"],
])("formats %d milliseconds", (ms, fr, en) => {
  expect([plain(formatMilliseconds(ms, "fr")), plain(formatMilliseconds(ms, "en"))]).toEqual([fr, en]);
});

test("a duration is never negative, and always a number with a unit", () => {
  fc.assert(
    fc.property(fc.double({ min: -1e9, max: 1e12, noNaN: true }), (seconds) => {
      for (const locale of ["fr", "en"] as const) {
        expect(formatSeconds(seconds, { locale, unitDisplay: "long" })).toMatch(/^\d[\d\s.,]*\s?\p{L}+$/u);
        expect(formatMilliseconds(Math.max(0, seconds), locale)).toMatch(/^\d/);
      }
    }),
  );
});

test("a clock shows the time of the zone", () => {
  const at = new Date(Date.UTC(2026, 10, 29, 9, 42));
  expect(plain(formatClock(at, { locale: "fr", zone: "Europe/Paris" }))).toBe("10 h 42");
  expect(formatClock(at, { locale: "en", zone: "Europe/London" })).toBe("09:42");
});
