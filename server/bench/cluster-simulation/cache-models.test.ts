import { LRUCache } from "lru-cache";
import { expect, test } from "vitest";
import { seeded, zipf } from "#server/cli/synthetic-corpus/random.ts";
import { edgeFetchRate, evictedPerSecond, forgottenPerSecond, zipfRates } from "./cache-models.ts";

test("Zipf's rates add up to all requests, and the first page gets the most", () => {
  const rates = zipfRates(1_000, 500, 1);
  expect(rates.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1_000, 6);
  expect([...rates]).toEqual([...rates].toSorted((a, b) => b - a));
});

test("the estimated misses of a cache are those of a real one, within two in a hundred of its requests", () => {
  const [pages, capacity, requests] = [2_000, 300, 200_000];
  const cache = new LRUCache<number, true>({ max: capacity });
  const [random, draw] = [seeded(1), zipf(pages, 1)];
  let misses = 0;
  for (let n = 0; n < 2 * requests; n += 1) {
    const page = draw(random);
    if (n >= requests && !cache.has(page)) misses += 1;
    cache.get(page);
    cache.set(page, true);
  }
  expect(Math.abs(misses / requests - evictedPerSecond(zipfRates(1, pages, 1), capacity))).toBeLessThan(0.02);
});

test("a larger cache misses less, and one that holds everything nothing", () => {
  const rates = zipfRates(100, 1_000, 1);
  const misses = [10, 100, 500, 1_000].map((capacity) => evictedPerSecond(rates, capacity));
  expect(misses).toEqual(misses.toSorted((a, b) => b - a));
  expect(misses.at(-1)).toBe(0);
  expect(forgottenPerSecond(rates, 3_600)).toBeLessThan(forgottenPerSecond(rates, 60));
});

test("a cache in front of the site requests a popular page once for each time that it keeps it, a rare one each time", () => {
  expect(edgeFetchRate(1_000, 300, 0)).toBeCloseTo(1 / 300, 4);
  expect(edgeFetchRate(1_000, 300, 2)).toBeCloseTo(2, 1);
  expect(edgeFetchRate(1 / 86_400, 300, 0)).toBeCloseTo(1 / 86_400, 7);
});
