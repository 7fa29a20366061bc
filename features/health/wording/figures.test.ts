import fc from "fast-check";
import { expect, test } from "vitest";
import { formatBytes, formatClock, formatMilliseconds, formatSeconds } from "./figures.ts";

const plain = (text: string) => text.replaceAll(/\s/g, " ");

test.each([
  [0, "0 o", "0 byte"],
  [41_000_000_000, "41 Go", "41 GB"],
  [4_800_000_000, "4,8 Go", "4.8 GB"],
  [999_600, "1 Mo", "1 MB"],
])("formats %d bytes", (bytes, fr, en) => {
  expect([plain(formatBytes(bytes, "fr")), plain(formatBytes(bytes, "en"))]).toEqual([fr, en]);
});

test.each([
  [40, "40 s", "40s"],
  [31 * 3_600, "31 h", "31h"],
  [7_200, "2 h", "2h"],
  [11 * 60, "11 min", "11m"],
])("formats %d seconds in short", (seconds, fr, en) => {
  const format = (locale: "fr" | "en") => plain(formatSeconds(seconds, { locale, unitDisplay: "short" }));
  expect([format("fr"), format("en")]).toEqual([fr, en]);
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
