import { expect, test } from "vitest";
import { maxClockDifferenceMs, readTokenAge } from "./token-age.ts";

const now = Date.UTC(2026, 11, 1);
const ageOf = (ms: number) => readTokenAge((now - ms).toString(36), 10_000, now);

test("a token has an age until it expires", () => {
  expect([0, 4_000, 10_000, 10_001].map(ageOf)).toEqual([0, 4_000, 10_000, undefined]);
});

test("accepts a token of a node whose clock is ahead, and none that is further ahead or has no time", () => {
  expect(ageOf(-110_000)).toBe(110_000);
  // One node is two minutes ahead of the database, the other one two minutes behind.
  expect(ageOf(-240_000)).toBe(240_000);
  expect(ageOf(-maxClockDifferenceMs - 1)).toBeUndefined();
  expect(readTokenAge("", 10_000, now)).toBeUndefined();
});
