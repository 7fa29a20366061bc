import { expect, test } from "vitest";
import { presets } from "#features/settings/schema.ts";
import { harmlessComment, harmlessContext } from "../screening-fixtures.ts";
import { newcomer } from "./newcomer.ts";

test.each<[string, number, number, { wasVisible: boolean } | undefined, boolean]>([
  ["a known member", 2, 2, undefined, false],
  ["a second comment", 1, 2, undefined, true],
  ["the wait is off", 0, 0, undefined, false],
  ["what readers saw already", 0, 2, { wasVisible: true }, false],
  ["a change to what waits", 0, 2, { wasVisible: false }, true],
])("%s", (_what, approved, first, edit, waits) => {
  const settings = { ...presets, "comments.newcomer": first };
  const verdict = newcomer(harmlessComment, {
    ...harmlessContext,
    settings,
    edit,
    history: { ...harmlessContext.history, approved },
  });
  expect(verdict?.action).toBe(waits ? "hold" : undefined);
});
