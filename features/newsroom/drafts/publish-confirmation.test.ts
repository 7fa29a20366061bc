import { expect, test } from "vitest";
import { wasPublishedBySchedule } from "./publish-confirmation.ts";

test.each([
  ["published", "scheduled", "publish", true],
  ["published", "scheduled", "schedule", true],
  ["published", "draft", "publish", true],
  ["published", "scheduled", "auto", false],
  ["published", "published", "publish", false],
  ["scheduled", "scheduled", "publish", false],
  ["published", undefined, "publish", false],
] as const)("detects a scheduled publication: now %s, seen as %s, act %s", (status, seen, act, appeared) => {
  expect(wasPublishedBySchedule({ status, differs: true }, seen, act)).toBe(appeared);
  expect(wasPublishedBySchedule({ status, differs: false }, seen, act)).toBe(false);
});
