import { expect, test } from "vitest";
import { fineCeiling, niceCeiling, pickLabelIndexes } from "./axis.ts";

test.each([
  [0, 1],
  [0.2, 1],
  [1, 1],
  [3, 5],
  [10, 10],
  [11, 20],
  [999_999, 1_000_000],
  [Number.NaN, 1],
])("rounds the maximum %d up to %d", (highest, top) => {
  expect(niceCeiling(highest)).toBe(top);
});

test.each([
  [0, 1],
  [7, 8],
  [196, 200],
  [215, 250],
  [2.3, 2.5],
  [Number.NaN, 1],
])("rounds the maximum %d of a small drawing up to %d", (highest, top) => {
  expect(fineCeiling(highest)).toBe(top);
});

test("picks few and evenly spaced labels", () => {
  expect(pickLabelIndexes(12, 12)).toHaveLength(12);
  expect(pickLabelIndexes(90, 6)).toEqual([0, 18, 36, 53, 71, 89]);
  expect(pickLabelIndexes(0, 6)).toEqual([]);
});
