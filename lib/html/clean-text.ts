// C0 and C1 controls except tab and line feed, the byte order mark inside text, and the characters that reorder what is read
// (a name or a link could be made to look like another): embeddings, overrides and isolates. Direction marks (U+200E, U+200F,
// U+061C) stay: Arabic and Hebrew need them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
const unwanted = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFEFF\u202A-\u202E\u2066-\u2069]/g;
const lineEnds = /\r\n?/g;
const loneSurrogates = /\p{Surrogate}/gu;

/**
 * Normalises plain text for storage: line ends are "
 * ", no control or reordering characters, no half of a surrogate pair (PostgreSQL refuses it, as it does U+0000).
 * Idempotent.
 */
export function cleanText(text: string): string {
  return text.replace(lineEnds, "\n").replace(unwanted, "").replace(loneSurrogates, "");
}

/**
 * Zero-width characters that have no use in a word: soft hyphen, grapheme joiner, Hangul fillers, zero-width space,
 * word joiner, invisible operators, tags outside a flag.
 */
const disguises =
  /\u034F|[\u00AD\u115F\u1160\u180E\u200B\u2060-\u2065\u206A-\u206F\u3164\uFFA0\uFFF0-\uFFFB]|(?<!\u{1F3F4}[\u{E0020}-\u{E007F}]{0,6})[\u{E0000}-\u{E0FFF}]/gu;
/**
 * Joiners belong between letters of joining scripts and inside emoji; after a Latin, Greek or Cyrillic letter they only
 * disguise a word.
 */
const strayJoiners =
  /(?<=^|[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}\p{P}\p{Z}\p{Cc}\p{Sc}\p{Sk}\p{Sm}])[\u200C\u200D]+/gu;

const withoutDisguises = (text: string) => text.replace(disguises, "").replace(strayJoiners, "");

/**
 * No script stacks more marks on a letter. Composing a long run of them takes quadratic time (200,000 took two
 * minutes).
 */
const piledMarks = /(\p{M}{10})\p{M}+/gu;
/** Drops the marks of a letter beyond ten, before anything composes or decomposes the text. */
export const withoutPiledMarks = (text: string): string => text.replace(piledMarks, "$1");
const compose = (text: string) => withoutPiledMarks(withoutPiledMarks(text).normalize("NFC"));

/**
 * Cleans typed text of several lines: `cleanText` without invisible characters that disguise words, composed (NFC),
 * trimmed.
 */
export function cleanLines(text: string): string {
  return withoutDisguises(compose(withoutDisguises(cleanText(text.replace(/[\u2028\u2029]/g, "\n"))))).trim();
}

/** Cleans one typed line: `cleanLines` with every run of white space as one space. */
export function cleanLine(text: string): string {
  return cleanLines(text).replace(/\s+/g, " ");
}

/** Cleans search words from an address or a form: one line, cut to `max` characters. */
export function searchWords(typed: string | undefined, max = 200): string {
  return [...cleanLine((typed ?? "").slice(0, 4 * max))].slice(0, max).join("").trim();
}
