import { expect, test } from "vitest";
import { readBounded } from "./read-bounded.ts";

/** Chunks of ten bytes; notes how many were read. */
async function* chunksOf(count: number, read: number[]) {
  for (let at = 0; at < count; at += 1) {
    read.push(at);
    yield Buffer.alloc(10, at);
  }
}

test("reads a body of the maximum length, and none", async () => {
  expect((await readBounded(chunksOf(3, []), 30))?.length).toBe(30);
  expect(await readBounded([], 30)).toEqual(Buffer.alloc(0));
});

test("stops reading beyond the maximum", async () => {
  const read: number[] = [];
  expect(await readBounded(chunksOf(1_000, read), 25)).toBeUndefined();
  expect(read).toEqual([0, 1, 2]);
});
