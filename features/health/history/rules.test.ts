import { expect, test } from "vitest";
import { emptySample } from "../samples/rules.ts";
import { nightStates } from "./nights.ts";
import { fillSteps, parsePeriod, periodSteps, periods, pickLabels } from "./rules.ts";

const now = Date.UTC(2026, 10, 29, 9, 42);

test.each(periods.map((period) => [period]))("the steps of a %s cover it, and end with the current one", (period) => {
  const steps = fillSteps([], period, now);
  const { seconds, step } = periodSteps[period];
  expect(steps).toHaveLength(seconds / step);
  const last = steps.at(-1)?.at.getTime() ?? 0;
  expect(now - last).toBeGreaterThanOrEqual(0);
  expect(now - last).toBeLessThan(step * 1_000);
  expect(steps.every(({ sample }) => sample === undefined)).toBe(true);
});

test("a sample is put into its step, and the others stay gaps", () => {
  const at = new Date(Date.UTC(2026, 10, 29, 7));
  const steps = fillSteps([{ at, sample: emptySample() }], "day", now);
  expect(steps.filter(({ sample }) => sample).map((step) => step.at)).toEqual([at]);
});

test("an address of no period shows the day", () => {
  expect([undefined, "", "year", "week"].map(parsePeriod)).toEqual(["day", "day", "day", "week"]);
});

test.each([
  [1, [0]],
  [2, [0, 1]],
  [24, [0, 9, 16, 23]],
])("labels few of %d steps, the first and the last among them", (count, labels) => {
  expect(pickLabels(count)).toEqual(labels);
});

test("a night without a copy is missing only after the first one, and not before today ends", () => {
  const days = ["2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28", "2026-11-29"];
  const runs = [
    { day: "2026-11-26", isDone: true },
    { day: "2026-11-28", isDone: false },
  ];
  expect(nightStates(days, runs, "2026-11-26")).toEqual(["none", "done", "missing", "failed", "none"]);
  expect(nightStates(days, [], undefined)).toEqual(["none", "none", "none", "none", "none"]);
  expect(nightStates(days, [...runs, { day: "2026-11-28", isDone: true }], "2026-11-26")[3]).toBe("done");
});
