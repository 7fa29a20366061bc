import { expect, test } from "vitest";
import { FairConcurrencyLimit } from "./fair-concurrency-limit.ts";

test("one network gets half of the slots, and the others the rest", () => {
  const limit = new FairConcurrencyLimit(90);
  const taken = Array.from({ length: 200 }, () => limit.enter("a")).filter(Boolean);
  expect(taken).toHaveLength(45);
  expect(limit.enter("b")).toBeDefined();
});

test.each([1, 2, 5, 10, 50])("%i networks at their limit leave slots for one that comes later", (networks) => {
  const limit = new FairConcurrencyLimit(256);
  for (let round = 0; round < 256; round++) for (let n = 0; n < networks; n++) limit.acquire(`greedy ${n}`);
  expect(limit.inUse).toBeLessThan(256);
  expect(limit.acquire("late")).toBe(true);
});

test("releases a slot once, and an amount as it was acquired", () => {
  const limit = new FairConcurrencyLimit(10);
  const leave = limit.enter("a");
  expect(limit.inUse).toBe(1);
  leave?.();
  leave?.();
  expect(limit.inUse).toBe(0);
  expect(limit.acquire("a", 4)).toBe(true);
  expect(limit.acquire("a", 4)).toBe(false);
  limit.release("a", 4);
  expect(limit.inUse).toBe(0);
  expect(limit.acquire("a", 4)).toBe(true);
});

test("gives each network its floor as long as anything is free", () => {
  const limit = new FairConcurrencyLimit(100, 40);
  expect(limit.acquire("a", 40)).toBe(true);
  expect(limit.acquire("b", 40)).toBe(true);
  expect(limit.acquire("c", 30)).toBe(false);
  expect(limit.acquire("c", 20)).toBe(true);
});
