import { expect, test } from "vitest";
import { fitIntoBudget, localBudget } from "./disk-budget.ts";
import { planRetention } from "./rules.ts";

const day = 86_400_000;

test("local copies take a quarter of the disk's room, however much they take already", () => {
  expect(localBudget(100, 0)).toBe(25);
  expect(localBudget(80, 20)).toBe(25);
  expect(localBudget(0, 0)).toBe(0);
});

test("fits copies into a budget by dropping the oldest, never the newest", () => {
  const now = Date.parse("2026-11-29T03:00Z");
  const copies = [0, 1, 2, 3].map((age) => ({ name: String(age), madeAt: new Date(now - age * day), bytes: 100 }));
  const plan = planRetention(
    copies,
    { daily: 7, weekly: 4, monthly: 12 },
    { now: new Date(now), zone: "Europe/Paris" },
  );
  expect(fitIntoBudget(plan, 1_000).dropped).toBe(0);
  const thin = fitIntoBudget(plan, 250);
  expect(thin.dropped).toBe(2);
  expect(thin.plan.keep.map(({ copy }) => copy)).toEqual(copies.slice(0, 2));
  expect(fitIntoBudget(plan, 0).plan.keep.map(({ copy }) => copy)).toEqual(copies.slice(0, 1));
});
