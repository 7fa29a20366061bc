import fc from "fast-check";
import { expect, test } from "vitest";
import {
  adaptInterval,
  delayAfterFailure,
  delayAfterSuccess,
  lengthenInterval,
  maxIntervalSeconds,
  minIntervalSeconds,
  parseMaxAge,
} from "./rules.ts";

const now = Date.parse("2026-11-28T12:00:00Z");
const hours = (...ago: number[]) => ago.map((hour) => now - hour * 3_600_000);

test("a feed is fetched at half of the usual distance of its items", () => {
  expect(adaptInterval({ dates: hours(0, 4, 8, 12), now, requestedSeconds: 0 })).toBe(2 * 3_600);
  expect(adaptInterval({ dates: hours(0, 0.1, 0.2, 0.3), now, requestedSeconds: 0 })).toBe(minIntervalSeconds);
  // A daily column is not noticed half a day late.
  expect(adaptInterval({ dates: hours(1, 25, 49), now, requestedSeconds: 0 })).toBe(2 * 3_600);
  expect(adaptInterval({ dates: hours(1_000, 1_200), now, requestedSeconds: 0 })).toBe(maxIntervalSeconds);
  expect(adaptInterval({ dates: [], now, requestedSeconds: 0 })).toBe(3_600);
});

test("a feed without recent items is fetched less often, as is one that asks for it, up to six hours", () => {
  expect(adaptInterval({ dates: hours(100, 101, 102), now, requestedSeconds: 0 })).toBe(5 * 3_600);
  expect(adaptInterval({ dates: hours(0, 1, 2), now, requestedSeconds: 4 * 3_600 })).toBe(4 * 3_600);
  expect(adaptInterval({ dates: hours(0, 1, 2), now, requestedSeconds: 31_536_000 })).toBe(6 * 3_600);
  expect(lengthenInterval(3_600, 0)).toBe(4_140);
  expect(lengthenInterval(maxIntervalSeconds, 0)).toBe(maxIntervalSeconds);
});

test("an interval is within its limits whatever the dates are", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -8e15, max: 8e15 })), fc.nat(), (dates, requestedSeconds) => {
      const seconds = adaptInterval({ dates, now, requestedSeconds });
      expect(seconds).toBeGreaterThanOrEqual(minIntervalSeconds);
      expect(seconds).toBeLessThanOrEqual(maxIntervalSeconds);
    }),
  );
});

test("a policy's interval counts exactly; a hub makes polling rare", () => {
  const facts = { intervalSeconds: 3_600, intervalMinutes: null, isAnnounced: false, random: 0.5 };
  expect(delayAfterSuccess(facts)).toBe(3_780);
  expect(delayAfterSuccess({ ...facts, intervalMinutes: 5, isAnnounced: true })).toBe(300);
  expect(delayAfterSuccess({ ...facts, isAnnounced: true, random: 0 })).toBe(6 * 3_600);
});

test("failures double the delay up to a day, and a server may ask for more", () => {
  expect([1, 2, 3, 4].map((failures) => delayAfterFailure(failures, 0, 0.5))).toEqual([600, 1_200, 2_400, 4_800]);
  expect(delayAfterFailure(500, 0, 1)).toBe(86_400);
  expect(delayAfterFailure(1, 7_200, 0)).toBe(7_200);
});

test("reads max-age", () => {
  expect(parseMaxAge("public, max-age=600")).toBe(600);
  expect(parseMaxAge("s-maxage=600")).toBe(0);
  expect(parseMaxAge(undefined)).toBe(0);
});
