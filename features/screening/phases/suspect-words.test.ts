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
