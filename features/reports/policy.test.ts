import { expect, test } from "vitest";
import { mayReadReports } from "./policy.ts";

test.each([
  ["by another member", 2, true],
  ["without an author, such as an imported one", null, true],
  ["by the moderator", 1, false],
])("may read the reports of a comment %s: %s", (_name, memberId, expected) => {
  expect(mayReadReports({ id: 1 }, { memberId })).toBe(expected);
});
