import { expect, test } from "vitest";
import { presets } from "#features/settings/schema.ts";
import { harmlessComment, harmlessContext } from "../screening-fixtures.ts";
import { findListedWords } from "../word-lists.ts";
import { suspectWords } from "./suspect-words.ts";

const settings = { ...presets, "moderation.suspectWords": "crypto\nbitcoin" };
test.each<[string, string | undefined]>([
  ["Une phrase sur la cryptographie", undefined],
  ["La CRYPTO monte", "crypto"],
  ["Bitc0in et crypto", "bitcoin, crypto"],
])("%s", (text, words) => {
  const comment = { ...harmlessComment, text };
  const verdict = suspectWords(comment, { ...harmlessContext, words: findListedWords(comment, settings) });
  expect(verdict?.values?.words).toBe(words);
  if (words) expect(verdict?.action).toBe("flag");
});

test("what is only quoted or reported does not count", () => {
  const text = "Il m’a proposé des « bitcoins ».";
  const start = text.indexOf("bitcoins");
  const comment = {
    ...harmlessComment,
    text,
    signals: { ...harmlessComment.signals, reportedSpans: [{ start, end: start + 8 }] },
  };
  expect(suspectWords(comment, { ...harmlessContext, words: findListedWords(comment, settings) })).toBeUndefined();
});

test.each([
  ["fr-insults", 9, undefined],
  ["fr-insults", 10, "salope"],
  ["en-threats", 9, undefined],
  ["fr-slurs", 0, "salope"],
  ["site", 0, "salope"],
] as const)("a suspect word of %s with a tone of %i %% counts as %s", (list, percent, words) => {
  const tone = { ...harmlessComment.signals.tone, threat: { percent, words: [] } };
  const comment = { ...harmlessComment, signals: { ...harmlessComment.signals, tone } };
  const suspect = [{ word: "salope", entry: "salope", list, isReported: false }];
  expect(suspectWords(comment, { ...harmlessContext, words: { banned: [], suspect } })?.values?.words).toBe(words);
});
