import { expect, test } from "vitest";
import { splitIntoBatches } from "./split-into-batches.ts";

test("splits a list in its order, with the rest in the last part", () => {
  expect(splitIntoBatches([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(splitIntoBatches([1, 2], 2)).toEqual([[1, 2]]);
  expect(splitIntoBatches([], 2)).toEqual([]);
});
