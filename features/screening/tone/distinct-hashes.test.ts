import fc from "fast-check";
import { expect, test } from "vitest";
import { DistinctHashes } from "./distinct-hashes.ts";

test("is a set that can be emptied, also beyond its first size", () => {
  const distinct = new DistinctHashes();
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 })), (numbers) => {
      distinct.clear();
      const known = new Set<number>();
      for (const one of numbers) {
        expect(distinct.add(one)).toBe(!known.has(one));
        known.add(one);
      }
    }),
  );
  distinct.clear();
  for (let n = 0; n < 40_000; n += 1) expect(distinct.add(Math.imul(n, 0x9e3779b1))).toBe(true);
  for (let n = 0; n < 40_000; n += 1) expect(distinct.add(Math.imul(n, 0x9e3779b1))).toBe(false);
});
