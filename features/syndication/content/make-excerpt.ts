import { cutCharacters } from "#lib/cut-characters.ts";
import { splitSentences } from "./split-sentences.ts";

/** Characters of an excerpt: target, minimum and maximum. */
const targetLength = 300;
const minLength = 80;
export const maxExcerptLength = 500;

const sentenceEnd = /[.!?…。！？؟।۔]["'»”’)\]\s]*$/u;

/** A text of the source, and whether it continues there. */
export interface ExcerptText {
  text: string;
  isCut: boolean;
}

/**
 * Makes an excerpt of about `targetLength` characters. It ends with a sentence where there is one; otherwise after a
 * word, with an ellipsis.
 */
export function makeExcerpt({ text, isCut }: ExcerptText, language: string): string {
  return shorten(line(text), isCut, language);
}

/** Whether a summary was written as one, and is not merely the beginning of the text, cut off. */
export function isSummary(summary: string, text: string): boolean {
  const first = line(summary);
  return text.trim() === "" ? first !== "" : first.length >= minLength / 2 && !isBeginning(first, line(text));
}

/** Only the beginning matters; a text may be long. */
const line = (text: string) =>
  text
    .slice(0, 20 * maxExcerptLength)
    .replace(/\s+/g, " ")
    .trim();

/** Whether the summary is the beginning of the text, cut anywhere. */
function isBeginning(summary: string, text: string): boolean {
  const letters = (value: string) => value.replace(/[^\p{L}\p{N}]+/gu, "").toLowerCase();
  const head = letters(summary);
  return letters(text.slice(0, 3 * summary.length + 200)).startsWith(head.slice(0, Math.max(20, head.length - 20)));
}

function shorten(text: string, isCut: boolean, language: string): string {
  if (text.length <= maxExcerptLength && !isCut) return text;
  const source = text.slice(0, 4 * maxExcerptLength);
  let excerpt = "";
  for (const sentence of splitSentences(source, language)) {
    const longer = excerpt + sentence;
    const length = longer.trimEnd().length;
    if (excerpt.length >= minLength && length > targetLength) break;
    if (length > maxExcerptLength || !isWhole(sentence, text, longer, isCut)) break;
    excerpt = longer;
  }
  const whole = excerpt.trim();
  if (whole.length >= minLength || whole === text) return whole;
  return cutAtWord(text, whole.length > 0 ? maxExcerptLength : targetLength);
}

/** The last sentence of a cut text is incomplete. */
function isWhole(sentence: string, text: string, soFar: string, isCut: boolean): boolean {
  if (!sentenceEnd.test(sentence)) return false;
  return !isCut || soFar.length < text.length || !/(?:…|\.{3})\s*$/.test(sentence);
}

/** Cuts after a word; within one only if it is longer than half of the limit. */
function cutAtWord(text: string, max: number): string {
  const open = text.replace(/(?<![\s….])[\s….]+$/u, "");
  if (open.length < max) return `${open}…`;
  const head = cutCharacters(open, max - 1);
  const end = Math.max(head.lastIndexOf(" "), head.lastIndexOf("\u00a0"));
  return `${(end > max / 2 ? head.slice(0, end) : head).replace(/(?<![\s,;:–—-])[\s,;:–—-]+$/u, "")}…`;
}
