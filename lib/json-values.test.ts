import { expect, test } from "vitest";
import { countJsonValues } from "./json-values.ts";

function valuesIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((sum, one) => sum + valuesIn(one), 1);
}

test.each([
  1,
  [],
  {},
  [1, 2],
  [[], [{}]],
  { a: [1, { b: null }], c: "x" },
  ["a,b,[c", '\\"', "\\", ",,,,"],
  { "{,[": "\\\\" },
])("counts no fewer values than there are, and no more than twice as many: %j", (value) => {
  const count = countJsonValues(JSON.stringify(value));
  expect(count).toBeGreaterThanOrEqual(valuesIn(value));
  expect(count).toBeLessThanOrEqual(2 * valuesIn(value));
});

test("counts a text once, whatever its content", () => {
  expect(countJsonValues(JSON.stringify('a, [b], {"c": 1}\\'.repeat(1_000)))).toBe(1);
});
