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

test("adds several numbers at once as it adds one after the other, and returns which are new", () => {
  const [alone, together] = [new DistinctHashes(), new DistinctHashes()];
  const lists = fc.array(fc.array(fc.integer({ min: -200, max: 200 }), { maxLength: 75 }));
  fc.assert(
    fc.property(lists, (all) => {
      alone.clear();
      together.clear();
      const places = new Int32Array(75);
      for (const list of all) {
        const added = together.addAll(Int32Array.from(list), places);
        const expected = list.flatMap((one, place) => (alone.add(one) ? [place] : []));
        expect([...places.subarray(0, added)]).toEqual(expected);
      }
    }),
  );
  together.clear();
  const many = Int32Array.from({ length: 40_000 }, (_, n) => Math.imul(n, 0x9e3779b1));
  const places = new Int32Array(many.length);
  expect([together.addAll(many, places), together.addAll(many, places)]).toEqual([40_000, 0]);
});
