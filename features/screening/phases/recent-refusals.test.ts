import { expect, test } from "vitest";
import { presets } from "#features/settings/schema.ts";
import { harmlessComment, harmlessContext } from "../screening-fixtures.ts";
import { recentRefusals } from "./recent-refusals.ts";

test.each<[string, number, number, number, boolean]>([
  ["nothing yet", 0, 0, 30, false],
  ["two of two refused are too few", 2, 2, 30, false],
  ["three of ten", 10, 3, 30, true],
  ["three of eleven", 11, 3, 30, false],
  ["everything, but the phase is off", 9, 9, 0, false],
])("%s", (_what, all, refused, days, waits) => {
  const settings = { ...presets, "moderation.pastDays": days };
  const context = { ...harmlessContext, settings, history: { approved: 9, recent: { all, refused } } };
  expect(recentRefusals(harmlessComment, context)?.action).toBe(waits ? "hold" : undefined);
});
