import { expect, test } from "vitest";
import { UnfinishedBatches } from "./unfinished-batches.ts";

test("tells the position after the last batch that is finished, once", () => {
  const batches = new UnfinishedBatches<string>();
  for (const batch of [1, 2, 4]) batches.add(batch, `after ${batch}`);
  expect([batches.finish(0), batches.finish(3), batches.finish(3)]).toEqual([undefined, "after 2", undefined]);
  expect([batches.finish(9), batches.count]).toEqual(["after 4", 0]);
});

test("remembers few while a cache does not answer, and never counts as finished what is not", () => {
  const batches = new UnfinishedBatches<number>();
  for (let batch = 1; batch <= 100_000; batch += 1) batches.add(batch, batch);
  expect(batches.count).toBeLessThanOrEqual(1_000);
  expect(batches.finish(500)).toBe(500);
  expect(batches.finish(99_999)).toBeLessThan(99_999);
  expect(batches.finish(100_000)).toBe(100_000);
});
