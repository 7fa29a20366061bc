import { expect, test } from "vitest";
import { compareSketches, minLikeness } from "./compare-sketches.ts";
import { heldOutPairs } from "./held-out-pairs-testing.ts";
import { textPairs } from "./pairs-testing.ts";
import { sketchText } from "./sketch.ts";

const outcomes = [...textPairs, ...heldOutPairs].map(({ kind, isSame, a, b }) => {
  const [one, other] = [sketchText(a.title, a.text), sketchText(b.title, b.text)];
  const likeness = one && other ? compareSketches(one.sketch, other.sketch) : 0;
  const isFound = one?.bands.some((band) => other?.bands.includes(band)) ?? false;
  return { kind, isSame, likeness, isFound, isMerged: isFound && likeness >= minLikeness, title: a.title };
});

test("merges no pair of different articles", () => {
  expect(outcomes.filter(({ isSame, likeness }) => !isSame && likeness >= minLikeness)).toEqual([]);
});

test("finds most pairs of the same article, by kind", () => {
  const kinds = Object.groupBy(
    outcomes.filter(({ isSame }) => isSame),
    ({ kind }) => kind,
  );
  const found = Object.entries(kinds).map(([kind, all = []]) => [
    kind,
    all.filter(({ isMerged }) => isMerged).length,
    all.length,
  ]);
  const same = outcomes.filter(({ isSame }) => isSame);
  const merged = outcomes.filter(({ isMerged }) => isMerged);
  const right = merged.filter(({ isSame }) => isSame);
  // The figures of decision 064.
  console.log(
    `${outcomes.length} pairs. Precision ${right.length}/${merged.length}, recall ${right.length}/${same.length}`,
  );
  console.table(found);
  expect(right.length / same.length).toBeGreaterThan(0.8);
});

test("pairs that are alike share a band, so that the index finds them", () => {
  const alike = outcomes.filter(({ likeness }) => likeness >= minLikeness);
  expect(alike.filter(({ isFound }) => !isFound)).toEqual([]);
});
