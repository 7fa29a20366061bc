import { foldWord } from "#lib/words/fold-word.ts";

/** A word of a text and where it begins (UTF-16 units). */
export interface TextWord {
  text: string;
  folded: string;
  at: number;
}

/**
 * The words of a text: runs of letters, digits and their marks. An apostrophe or a hyphen ends a word, but "Wi-Fi" and
 * "e-mail" are one, without the hyphen, as in the search index (`search_text` of drizzle/functions/search.sql).
 */
export function listTextWords(text: string): TextWord[] {
  return Array.from(text.matchAll(/(?:(?:e|wi)-(?=[a-z]))?[\p{L}\p{N}\p{M}]+/giu), (match) => ({
    text: match[0],
    folded: foldWord(match[0].replace("-", "")),
    at: match.index,
  })).filter(({ folded }) => folded !== "");
}
