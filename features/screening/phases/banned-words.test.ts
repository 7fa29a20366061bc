import { expect, test } from "vitest";
import { presets } from "#features/settings/schema.ts";
import { harmlessComment, harmlessContext } from "../screening-fixtures.ts";
import type { ScreenedComment } from "../verdict.ts";
import { findListedWords } from "../word-lists.ts";
import { bannedWords } from "./banned-words.ts";

/** Runs the phase with this list of the site. */
const against = (list: string, comment: ScreenedComment) =>
  bannedWords(comment, {
    ...harmlessContext,
    words: findListedWords(comment, { ...presets, "moderation.bannedWords": list }),
  });
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
  if (words) expect(verdict).toMatchObject({ action: "refuse", rule: "respect" });
});

test("searches URLs too, and gives no verdict with an empty list", () => {
  expect(against(list, { ...harmlessComment, links: ["https://viagra.example/"] })).toBeDefined();
  expect(against("", { ...harmlessComment, text: "viagra" })).toBeUndefined();
});
