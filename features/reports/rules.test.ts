import { describe, expect, test } from "vitest";
import { presets } from "#features/settings/schema.ts";
import { isHidingWeight, reportWeight, sumOpenWeights, toPercent } from "./rules.ts";

const track = (upheld: number, dismissed = 0, abusive = 0) => ({ open: 0, upheld, dismissed, abusive });
const percent = (...counts: Parameters<typeof track>) => toPercent(reportWeight(track(...counts), presets));

describe("weight of a report", () => {
  test.each([
    ["a newcomer", track(0), 34],
    ["one upheld", track(1), 44],
    ["one dismissed", track(0, 1), 21],
    ["ten of ten upheld", track(10), 76],
    ["ten of twenty upheld", track(10, 10), 35],
    ["five of five dismissed", track(0, 5), 8],
    ["one abusive", track(0, 0, 1), 8],
    ["ten of ten upheld and one abusive", track(10, 0, 1), 47],
  ])("is right for %s", (_, record, expected) => {
    expect(toPercent(reportWeight(record, presets))).toBe(expected);
  });

  test("grows with upheld reports, falls with dismissed ones, and more with abusive ones", () => {
    for (let n = 0; n < 50; n += 1) {
      expect(percent(n + 1, 3)).toBeGreaterThanOrEqual(percent(n, 3));
      expect(percent(3, n + 1)).toBeLessThanOrEqual(percent(3, n));
      expect(percent(3, 1, n + 1)).toBeLessThanOrEqual(percent(3, 2, n));
    }
  });

  test("is 0 for a newcomer without a prior", () => {
    expect(reportWeight(track(0), { ...presets, "reports.prior": 0 })).toBe(0);
  });
});

describe("hiding a comment", () => {
  const newcomer = { outcome: "open" as const, weight: reportWeight(track(0), presets) };
  const proven = { outcome: "open" as const, weight: reportWeight(track(10), presets) };

  test("needs three newcomers, two proven members, or one of each", () => {
    const hidden = (...reports: (typeof newcomer)[]) =>
      isHidingWeight(sumOpenWeights(reports), presets["reports.hideAt"]);
    expect(hidden(newcomer, newcomer)).toBe(false);
    expect(hidden(newcomer, newcomer, newcomer)).toBe(true);
    expect(hidden(proven)).toBe(false);
    expect(hidden(proven, newcomer)).toBe(true);
    expect(hidden(proven, proven)).toBe(true);
  });

  test("counts open reports only, and is turned off by 0", () => {
    expect(sumOpenWeights([{ ...proven, outcome: "dismissed" }, newcomer])).toBe(newcomer.weight);
    expect(isHidingWeight(99, 0)).toBe(false);
  });
});
