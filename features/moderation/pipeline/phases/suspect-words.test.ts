import { expect, test } from "vitest";
import { makeFinder } from "#lib/words/find-words.ts";
import { quietComment, quietContext } from "../quiet.ts";
import { suspectWords } from "./suspect-words.ts";

const context = { ...quietContext, words: { ...quietContext.words, suspect: makeFinder("crypto\nbitcoin") } };
test.each<[string, string | undefined]>([
  ["Une phrase sur la cryptographie", undefined],
  ["La CRYPTO monte", "crypto"],
  ["Bitc0in et crypto", "bitcoin, crypto"],
])("%s", (text, words) => {
  const verdict = suspectWords({ ...quietComment, text }, context);
  expect(verdict?.values?.words).toBe(words);
  if (words) expect(verdict?.action).toBe("flag");
});
