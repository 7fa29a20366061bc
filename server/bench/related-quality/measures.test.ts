import { expect, test } from "vitest";
import { filterHalf, isForTuning, measureQuality, ndcg, recall } from "./measures.ts";

const grades = new Map([
  ["a", 2],
  ["b", 1],
  ["c", 0],
]);

test("recall counts the related among the first six", () => {
  expect(recall(["c", "b", "x"], grades)).toBe(0.5);
  expect(recall(["x1", "x2", "x3", "x4", "x5", "x6", "a"], grades)).toBe(0);
});

test("nDCG is 1 for the best order and less for any other", () => {
  expect(ndcg(["a", "b", "c"], grades)).toBe(1);
  expect(ndcg(["b", "a"], grades)).toBeCloseTo((1 + 3 / Math.log2(3)) / (3 + 1 / Math.log2(3)), 10);
  expect(ndcg([], grades)).toBe(0);
});

test("articles without a related one do not count", () => {
  const truth = new Map([
    ["q", grades],
    ["none", new Map([["a", 0]])],
  ]);
  expect(measureQuality(new Map([["q", ["a", "b"]]]), truth)).toEqual({ articles: 1, recall: 1, ndcg: 1 });
});

test("splits the articles into two halves that depend on the slug only", () => {
  const all = new Map(Array.from({ length: 200 }, (_, n) => [`article-${n}`, n] as const));
  const [one, other] = [filterHalf(all, true), filterHalf(all, false)];
  expect(one.size + other.size).toBe(200);
  expect(Math.abs(one.size - other.size)).toBeLessThan(40);
  expect([...one.keys()].every(isForTuning)).toBe(true);
});
