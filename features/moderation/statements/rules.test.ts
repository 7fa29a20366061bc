import { expect, test } from "vitest";
import { missingRuleKey } from "./rules.ts";

test.each([
  ["a spam from before each decision named its rule", { action: "spam", reason: null }, "noRule"],
  ["a ban from the command line without one", { action: "ban", reason: null }, "noRule"],
  ["a rule that /rules has no longer", { action: "spam", reason: "bruit" }, "anyRule"],
  ["a comment that a rule made wait", { action: "hold", reason: null }, "anyRule"],
] as const)("of %s a statement says what is true", (_, decision, sentence) => {
  expect(missingRuleKey(decision)).toBe(sentence);
});
