import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance } from "./edit-distance.ts";
import { phoneticKey } from "./phonetic-key.ts";
import { listVariants } from "./variants.ts";

const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "p", "h"), maxLength: 8 });

test("counts letters left out, added, replaced and swapped", () => {
  expect(editDistance("virsu", "virus", 2)).toBe(1);
  expect(editDistance("fishing", "phishing", 2)).toBe(2);
  expect(editDistance("abc", "xyz", 2)).toBe(3);
  expect(editDistance("", "ab", 2)).toBe(2);
});

test("is symmetric, zero for equal words only, and stops at the maximum", () => {
  fc.assert(
    fc.property(word, word, (one, other) => {
      const distance = editDistance(one, other, 20);
      expect(editDistance(other, one, 20)).toBe(distance);
      expect(distance === 0).toBe(one === other);
      expect(editDistance(one, other, 1)).toBe(Math.min(distance, 2));
    }),
  );
});

test("the variants have every word at a distance of one, and no more than their limit", () => {
  fc.assert(
    fc.property(word, word, (one, other) => {
      if (editDistance(one, other, 1) === 1) expect(listVariants(one)).toContain(other);
    }),
  );
  expect(listVariants("s".repeat(40)).size).toBeLessThan(4_000);
  expect(listVariants("fishing")).toContain("phishing");
});

test("words that are spelled by ear have the same key", () => {
  for (const [one, other] of [
    ["fishing", "phishing"],
    ["ankete", "enquete"],
    ["arnake", "arnaque"],
    ["otentification", "authentification"],
    ["rensongiciel", "ransongiciel"],
    ["bibliotek", "bibliotheque"],
    ["pirater", "pirate"],
  ])
    expect([one, phoneticKey(one ?? "")]).toEqual([one, phoneticKey(other ?? "")]);
});
