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
  /** Where the last word begins in `text`, or the name after `par:`. */
  prefixAt: number;
  /** What the signs of the query language leave to suggest: titles for quoted words, people after `par:`. */
  suggests: "everything" | "titles" | "people";
}

/** The name after `par:` at the end of a text, whose quote may be open. */
const typedPerson = /(?:^| )(?:par|by):(["“«]?)([^"“”„«»:]*)$/;

/** Reads typed text; undefined if it has too few letters to suggest anything, or an exclusion or a complete filter. */
export function readTypedText(input: string | undefined): TypedText | undefined {
  const text = searchWords(input, maxTypedLength).toLowerCase();
  const suggests = readSuggested(text);
  if (!suggests) return undefined;
  const { what, from } = suggests;
  const words = listTextWords(text.slice(from)).slice(-maxTypedWords);
  const last = words.pop();
  if (!last || last.folded.length > maxWordLength) return undefined;
  const whole = words.map(({ folded }) => folded.slice(0, maxWordLength));
  if (whole.join("").length + last.folded.length < minTypedLength) return undefined;
  const prefixAt = what === "people" ? from : last.at;
  return { text, whole, prefix: last.folded, prefixAt, suggests: what };
}

/** What a text in the query language leaves to suggest, and where the words for it begin. */
function readSuggested(text: string): { what: TypedText["suggests"]; from: number } | undefined {
  const person = typedPerson.exec(text);
  const [quote, name] = [person?.[1] ?? "", person?.[2] ?? ""];
  // Without a quote the name ends at a space.
  if (person && (quote !== "" || !name.includes(" ")))
    return { what: "people", from: text.length - quote.length - name.length };
  if (/(?:^| )(?:[-−][^ ]|(?:par|by):)/.test(text)) return undefined;
  return { what: /["“”„«»＂*]/.test(text) ? "titles" : "everything", from: 0 };
}
