import { expect, test } from "vitest";
import { presets, type Settings } from "#features/settings/schema.ts";
import { harmlessComment, harmlessContext } from "../screening-fixtures.ts";
import type { ScreenedComment } from "../verdict.ts";
import { findListedWords } from "../word-lists.ts";
import { bannedWords } from "./banned-words.ts";

/** Runs the phase with this list of the site. */
function against(list: string, comment: ScreenedComment, changed: Partial<Settings> = {}) {
  const settings = { ...presets, "moderation.bannedWords": list, ...changed };
  return bannedWords(comment, { ...harmlessContext, settings, words: findListedWords(comment, settings) });
}
const list = "viagra\ncrétin des Alpes";

test.each<[string, string, string | undefined]>([
  ["none", "Une phrase", undefined],
  ["one, disguised", "du V 1 @ G R A", undefined],
  ["one in leet", "du V1@GRA", "viagra"],
  ["one in spaced letters", "du v i a g r a", "viagra"],
  ["both", "viagra, cretin  des alpes", "viagra, crétin des Alpes"],
])("%s", (_what, text, words) => {
  const verdict = against(list, { ...harmlessComment, text });
  expect(verdict?.values?.words).toBe(words);
  if (words) expect(verdict).toMatchObject({ action: "hold", reason: "verdict.heldWords", rule: "respect" });
});

test("searches URLs too, and gives no verdict with an empty list", () => {
  expect(against(list, { ...harmlessComment, links: ["https://viagra.example/"] })).toBeDefined();
  expect(against("", { ...harmlessComment, text: "viagra" })).toBeUndefined();
});

test("refuses if the site chose so", () => {
  const refusing = { "moderation.bannedAction": "refuse" } as const;
  expect(against(list, { ...harmlessComment, text: "du viagra" }, refusing)).toMatchObject({
    action: "refuse",
    reason: "verdict.bannedWords",
  });
});

test("a quoted banned word is published and shown to moderators; one that is attributed to somebody does not count", () => {
  const text = "Encore un « du viagra » sous ma photo, on m’a dit.";
  const start = text.indexOf("du viagra");
  const comment = (hasAttribution: boolean) => ({
    ...harmlessComment,
    text,
    signals: { ...harmlessComment.signals, reportedSpans: [{ start, end: start + 9 }], hasAttribution },
  });
  for (const action of ["hold", "refuse"] as const) {
    expect(against(list, comment(true), { "moderation.bannedAction": action })).toBeUndefined();
    expect(against(list, comment(false), { "moderation.bannedAction": action })).toMatchObject({
      action: "flag",
      reason: "verdict.quotedWords",
      values: { words: "viagra" },
    });
  }
});
