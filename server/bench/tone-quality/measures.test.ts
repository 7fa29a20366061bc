import { expect, test } from "vitest";
import { averagePrecision, calibrate, shareOf } from "./measures.ts";

test("gives a share with Wilson's interval", () => {
  const { share, low, high } = shareOf(8, 10);
  expect(share).toBe(0.8);
  // Newcombe, "Two-sided confidence intervals for the single proportion", 1998.
  expect(low).toBeCloseTo(0.49, 2);
  expect(high).toBeCloseTo(0.943, 2);
  expect(shareOf(0, 0)).toMatchObject({ low: 0, high: 1 });
});

test("averages the precision over the ranks of the true ones", () => {
  const of = (...marks: number[]) => marks.map((isTrue, n) => ({ score: -n, isTrue: isTrue === 1 }));
  expect(averagePrecision(of(1, 1, 0))).toBe(1);
  expect(averagePrecision(of(0, 1, 1))).toBeCloseTo((1 / 2 + 2 / 3) / 2);
  expect(averagePrecision(of(0, 0))).toBe(0);
});

test("calibrates sums to shares", () => {
  const scored = Array.from({ length: 4_000 }, (_, n) => ({
    score: (n % 5) - 2,
    isTrue: (n / 5) % 10 < 1 + 2 * (n % 5),
  }));
  const { slope, offset } = calibrate(scored);
  for (const [n, share] of [0.1, 0.3, 0.5, 0.7, 0.9].entries())
    expect(1 / (1 + Math.exp(-(slope * (n - 2) + offset)))).toBeCloseTo(share, 1);
});
