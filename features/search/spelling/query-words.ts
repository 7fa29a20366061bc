import { listTextWords, type TextWord } from "../suggestions/text-words.ts";

/** Further words are left as typed. */
const maxWords = 20;

const operators = new Set(["OR", "OU", "AND", "ET", "NOT", "SAUF"]);
/** Filters, prefixes, addresses, versions: not words of a language. */
const special = /[:*@\d_/\\+#.]/;

/** A word of a query that may be corrected. */
export interface QueryWord extends TextWord {
  /** Only spaces or a hyphen stand between it and the word before. */
  isNextToLast: boolean;
}

/** The words of a query that may be corrected: not those in quotes, excluded ones, operators and filters. */
export function listQueryWords(text: string): QueryWord[] {
  const words: QueryWord[] = [];
  for (const { 0: chunk, index } of text.matchAll(/"[^"]*"?|«[^»]*»?|“[^”]*”?|[^\s"«“]+/gu)) {
    if (/^["«“-]/.test(chunk) || special.test(chunk) || operators.has(chunk)) continue;
    for (const word of listTextWords(chunk)) {
      const at = index + word.at;
      const last = words.at(-1);
      const isNextToLast = last !== undefined && /^(?:\s+|\s?-\s?)$/.test(text.slice(last.at + last.text.length, at));
      words.push({ ...word, at, isNextToLast });
      if (words.length >= maxWords) return words;
    }
  }
  return words;
}
