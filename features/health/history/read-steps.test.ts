import { expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { readPageFacts } from "../measurement/measure-samples.ts";
import { readSteps } from "./read-steps.ts";
import { insertHistory } from "./sample-history-testing.ts";

const { db, queries } = testDatabase();

test("reads a week once, then its current step only, with the same result", async () => {
  const now = Date.now();
  await insertHistory(db, { days: 8, now });
  const first = await queries(() => readSteps(db, "week", now));
  expect(first.result).toHaveLength(28);
  expect(first.result.every(({ sample }) => sample && readPageFacts(sample).requests > 0)).toBe(true);
  const second = await queries(() => readSteps(db, "week", now));
  expect(second.result).toEqual(first.result);
  expect(first.statements.length).toBeGreaterThan(5);
  expect(second.statements.length).toBeLessThanOrEqual(2);
});
