import { expect, test } from "vitest";
import { maySeeRelatedChoice } from "./policy.ts";

test.each([
  ["contributor", "published", true],
  ["contributor", "draft", false],
  ["contributor", "scheduled", false],
  ["contributor", "withdrawn", false],
  ["editor", "draft", true],
  ["reader", "draft", false],
] as const)("a %s sees a chosen article that is %s: %s", (role, status, sees) => {
  expect(maySeeRelatedChoice({ id: 1, role }, { status })).toBe(sees);
});
