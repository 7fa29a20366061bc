import { expect, test } from "vitest";
import type { Lexicon } from "./lexicon.ts";
import { loadToneModel } from "./model.ts";
import { splitIntoSentences } from "./tokens.ts";

const { lexicon } = loadToneModel();
const words = (text: string) =>
  splitIntoSentences(text, [], lexicon).flatMap(({ tokens }) => tokens.map(({ word }) => word));

/** How often the lexicon is asked while a text is split. */
function countLookUps(text: string): number {
  let count = 0;
  const counting: Lexicon = {
    ...lexicon,
    isKnown: (word) => {
      count += 1;
      return lexicon.isKnown(word);
    },
    isNotable: (word) => {
      count += 1;
      return lexicon.isNotable(word);
    },
  };
  splitIntoSentences(text, [], counting);
  return count;
}

test.each([
  "c o n n a r d",
  "c.o.n.n.a.r.d",
  "Quel c o n n a r d ce type",
  "c-o-n-n-a-r-d !",
  `${"x ".repeat(70)}c o n n a r d`,
])("reads %j as a word", (text) => {
  expect(words(text)).toContain("connard");
});

test.each(["a ", "!a", "a@", "a·", "0 ", "𝐚 ", "c o ", "c o n x ", "s a l o ", "p d "])(
  "looks up few words for each letter of a text of %j",
  (piece) => {
    expect(countLookUps(piece.repeat(10_000 / [...piece].length))).toBeLessThan(25 * 5_000);
  },
);

test.each(["Un œuf, deux", "Aﬃche deux", "🅰bc deux", "İci deux", "😀 deux", "ÀÉ deux"])(
  "knows where in %j each word is, however its letters are folded",
  (text) => {
    const [{ tokens = [] } = {}] = splitIntoSentences(text, [], lexicon);
    expect(tokens.map(({ start, end }) => text.slice(start, end))).toEqual(text.match(/[^\s,]+/gu));
  },
);
