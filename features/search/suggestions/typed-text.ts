import { searchWords } from "#lib/html/clean-text.ts";
import { listTextWords } from "./text-words.ts";

/** Longer input is cut: nobody types that much before choosing. */
export const maxTypedLength = 100;
/** Fewer letters match too much. */
const minTypedLength = 2;
/** Further words are ignored. */
const maxTypedWords = 8;
/** `search_terms` has no longer words. */
const maxWordLength = 40;

/** What somebody has typed so far. */
export interface TypedText {
  /** As typed, cleaned, in lower case. */
  text: string;
  /** The words before the last one, folded. */
  whole: string[];
  /** The last word, folded: the beginning of a word. */
  prefix: string;
  /** Where the last word begins in `text`. */
  prefixAt: number;
}

/** Reads typed text; undefined if it has too few letters to suggest anything. */
export function readTypedText(input: string | undefined): TypedText | undefined {
  const text = searchWords(input, maxTypedLength).toLowerCase();
  const words = listTextWords(text).slice(-maxTypedWords);
  const last = words.pop();
  if (!last || last.folded.length > maxWordLength) return undefined;
  const whole = words.map(({ folded }) => folded.slice(0, maxWordLength));
  if (whole.join("").length + last.folded.length < minTypedLength) return undefined;
  return { text, whole, prefix: last.folded, prefixAt: last.at };
}
