import { describe, expect, test } from "vitest";
import { presets } from "#features/settings/schema.ts";
import { isHidingWeight, reportWeight, sumOpenWeights, toPercent } from "./rules.ts";

const track = (upheld: number, dismissed = 0, abusive = 0) => ({ open: 0, upheld, dismissed, abusive });
const percent = (...given: Parameters<typeof track>) => toPercent(reportWeight(track(...given), presets));

describe("what a report is worth", () => {
  test.each([
    ["nobody knows them yet", track(0), 34],
    ["once right", track(1), 44],
    ["once wrong", track(0, 1), 21],
    ["ten of ten right", track(10), 76],
    ["ten of twenty right", track(10, 10), 35],
    ["five of five wrong", track(0, 5), 8],
    ["one report called abusive", track(0, 0, 1), 8],
    ["ten of ten right, then one abusive", track(10, 0, 1), 47],
  ])("%s", (_, given, expected) => {
    expect(toPercent(reportWeight(given, presets))).toBe(expected);
  });

  test("grows with each upheld report, falls with each dismissed one, and more with an abusive one", () => {
    for (let n = 0; n < 50; n += 1) {
      expect(percent(n + 1, 3)).toBeGreaterThanOrEqual(percent(n, 3));
      expect(percent(3, n + 1)).toBeLessThanOrEqual(percent(3, n));
      expect(percent(3, 1, n + 1)).toBeLessThanOrEqual(percent(3, 2, n));
    }
  });

  test("without a prior a newcomer's report is worth nothing", () => {
    expect(reportWeight(track(0), { ...presets, "reports.prior": 0 })).toBe(0);
  });
});

describe("what hides a comment", () => {
  const newcomer = { outcome: "open" as const, weight: reportWeight(track(0), presets) };
  const proven = { outcome: "open" as const, weight: reportWeight(track(10), presets) };

  test("three newcomers, two proven members, one of each do; two newcomers or one proven member do not", () => {
    const hidden = (...reports: (typeof newcomer)[]) =>
      isHidingWeight(sumOpenWeights(reports), presets["reports.hideAt"]);
    expect(hidden(newcomer, newcomer)).toBe(false);
    expect(hidden(newcomer, newcomer, newcomer)).toBe(true);
    expect(hidden(proven)).toBe(false);
    expect(hidden(proven, newcomer)).toBe(true);
    expect(hidden(proven, proven)).toBe(true);
  });

  test("only open reports count, and 0 turns it off", () => {
    expect(sumOpenWeights([{ ...proven, outcome: "dismissed" }, newcomer])).toBe(newcomer.weight);
    expect(isHidingWeight(99, 0)).toBe(false);
  });
});
