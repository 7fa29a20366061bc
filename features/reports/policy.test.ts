import { expect, test } from "vitest";
import { mayReadReports } from "./policy.ts";

test.each([
  ["of somebody else", 2, true],
  ["of nobody, as an imported one", null, true],
  ["of their own", 1, false],
])("reports of a comment %s: %s", (_name, memberId, expected) => {
  expect(mayReadReports({ id: 1 }, { memberId })).toBe(expected);
});
