import { foldWord } from "#lib/words/fold-word.ts";
import type { Suggestion } from "./rules.ts";
import { listTextWords } from "./text-words.ts";
import type { TypedText } from "./typed-text.ts";

/** Shorter whole words are mostly articles and prepositions; longer ones also mark their longer forms (mot, mots). */
const minMarkedLength = 3;

/** Finds the parts of a text that somebody has typed, ignoring case and accents. */
export function markTyped(text: string, { whole, prefix }: Pick<TypedText, "whole" | "prefix">): Suggestion["marks"] {
  const marks: Suggestion["marks"] = [];
  for (const word of listTextWords(text)) {
    const isWhole = whole.some((typed) => typed.length >= minMarkedLength && word.folded.startsWith(typed));
    if (isWhole) marks.push([word.at, word.at + word.text.length]);
    else if (word.folded.startsWith(prefix)) marks.push([word.at, word.at + measurePrefix(word.text, prefix.length)]);
  }
  return marks;
}

/** How many UTF-16 units of a word make `length` folded ones, with the marks that follow them. */
function measurePrefix(word: string, length: number): number {
  let folded = 0;
  let end = 0;
  for (const character of word) {
    // The hyphen of "Wi-Fi" is no part of the folded word.
    const own = character === "-" ? 0 : foldWord(character).length;
    if (folded >= length && (own > 0 || character === "-")) break;
    folded += own;
    end += character.length;
  }
  return end;
}
