import fc from "fast-check";
import { expect, test } from "vitest";
import { addDurations, countDurations, durationBounds, estimateQuantile } from "./rules.ts";

const someDurations = fc.array(fc.double({ min: 0, max: 60, noNaN: true }), { minLength: 1, maxLength: 60 });
const record = (times: readonly number[]) => {
  const counts = Array.from({ length: durationBounds.length + 1 }, () => 0);
  for (const time of times) {
    const index = durationBounds.findIndex((bound) => time <= bound);
    const at = index < 0 ? durationBounds.length : index;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { counts, seconds: times.reduce((sum, time) => sum + time, 0) };
};

test("the quantile of merged durations is in the range of the true one", () => {
  fc.assert(
    fc.property(someDurations, someDurations, fc.constantFrom(0.5, 0.95, 0.99), (a, b, q) => {
      const merged = addDurations(record(a), record(b));
      expect(countDurations(merged)).toBe(a.length + b.length);
      const sorted = [...a, ...b].sort((x, y) => x - y);
      const exact = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0;
      const upper = durationBounds.find((bound) => exact <= bound) ?? 30;
      const lower = durationBounds.filter((bound) => bound < exact).at(-1) ?? 0;
      const estimate = estimateQuantile(merged, q) ?? -1;
      expect(estimate).toBeGreaterThanOrEqual(Math.min(lower, 30));
      expect(estimate).toBeLessThanOrEqual(upper);
    }),
  );
  expect(estimateQuantile({ counts: [], seconds: 0 }, 0.5)).toBeUndefined();
});
