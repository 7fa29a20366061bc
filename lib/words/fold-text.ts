/**
 * Letters of other scripts that look like Latin ones: those used to evade word filters, not all of Unicode's
 * confusables.
 */
const lookAlikes =
  "аaвbеeкkмmнhоoрpсcтtуyхxіiїiјjѕsԁdԛqԝwһhɡgαaβbγyεeηnιiκkνvοoρpτtυuχxωwσoɑaɩiıiɪiʀrʏyʟlɴnʜh" +
  "оoՕoօoսuոnցgհhլlᴀaʙbᴄcᴅdᴇeᴊjᴋkᴍmᴏoᴘpᴛtᴜuᴠvᴡwᴢzøołlđdħhŧt";
const letters: Record<string, string> = {
  ...pairs(lookAlikes),
  æ: "ae",
  œ: "oe",
  ß: "ss",
  þ: "th",
  ð: "d",
};
/** Digits read as letters in a word that has letters. `1` may be i or l: both are tried. */
const digits: Record<string, string> = { "0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g" };
/** Signs read as letters inside a word; `!` and `|` may be i or l. */
const signs: Record<string, string> = { "@": "a", $: "s", "€": "e", "£": "l", "+": "t", "(": "c", "¡": "i" };

function pairs(text: string): Record<string, string> {
  return Object.fromEntries(Array.from(text.matchAll(/(.)(.)/gu), ([, from, to]) => [from ?? "", to ?? ""]));
}

/** Invisible characters: format characters (zero width, direction, soft hyphen), marks, fillers. */
const invisible = /[\p{M}\p{Cf}\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5]/gu;

/** Whole Arabic phrases, which NFKD expands to 18 and 8 characters; every other character expands to seven at most. */
const phrases = /[\ufdfa\ufdfb]/g;

/**
 * Folds a word for comparison: lower case, no accents, look-alikes replaced by Latin letters. Digits and signs stay.
 */
export function foldLetters(text: string): string {
  const plain = text.replace(phrases, " ").normalize("NFKD").replace(invisible, "").toLowerCase();
  return plain.replace(/[\u{80}-\u{10ffff}]/gu, (one) => letters[one] ?? one);
}

/** A text as one run of letters and digits, with the bounds of its words. */
export interface Folded {
  run: string;
  /** By position in `run`: whether a word begins here. One longer than the run: the end counts as a beginning. */
  begins: Uint8Array;
  /** By position in `run`: what precedes it. 0 nothing, 1 signs without a space, 2 a space. */
  gaps: Uint8Array;
  words: string[];
}

/** By `joined`: what makes a word. Matched by the engine, not letter by letter, because this runs for each comment. */
const wordsIn = { apart: /[\p{L}\p{N}]+/gu, joined: /(?:[\p{L}\p{N}]|[@$€£+(¡!|](?=[\p{L}\p{N}]))+/gu };

/** `one`: how a 1 or a ! is read. `joined`: whether signs inside words are read as letters. */
function foldAs(plain: string, one: "i" | "l", joined: boolean): Folded {
  const found: string[] = plain.match(joined ? wordsIn.joined : wordsIn.apart) ?? [];
  const words = found.map((word) => withoutDigits(joined ? withoutSigns(word, one) : word, one));
  const gapsOf: number[] = [];
  let end = 0;
  for (const word of found) {
    const start = plain.indexOf(word, end);
    gapsOf.push(end === 0 || isSpaced(plain, end, start) ? 2 : 1);
    end = start + word.length;
  }
  const run = words.join("");
  const begins = new Uint8Array(run.length + 1);
  const gaps = new Uint8Array(run.length + 1);
  let at = 0;
  for (const [n, word] of words.entries()) {
    begins[at] = 1;
    gaps[at] = gapsOf[n] ?? 2;
    at += word.length;
  }
  begins[at] = 1;
  gaps[at] = 2;
  return { run, begins, gaps, words };
}

/** Most gaps are one space. */
const isSpaced = (plain: string, from: number, to: number) =>
  plain.charCodeAt(from) === 32 || /\s/.test(plain.slice(from, to));

const withoutSigns = (word: string, one: string) => word.replace(/[@$€£+(¡!|]/g, (sign) => signs[sign] ?? one);

/** A number stays a number. */
function withoutDigits(word: string, one: string): string {
  if (!/\d/.test(word) || !/\D/.test(word)) return word;
  return word.replace(/[013-57-9]/g, (digit) => (digit === "1" ? one : (digits[digit] ?? digit)));
}

/** Folds a text for comparison (case, accents, look-alikes, digits for letters). `1` counts as i. */
export function foldText(text: string): Folded {
  return cachedReading(text).first;
}

/**
 * Every way to read a text: 1 as i and as l, signs as letters and as signs. One to four results, each linear in the
 * text.
 */
export function foldedReadings(text: string): Folded[] {
  const reading = cachedReading(text);
  reading.all ??= allOf(reading);
  return reading.all;
}

interface Reading {
  text: string;
  plain: string;
  first: Folded;
  all?: Folded[];
}

/** Fingerprint, spam score and both word lists ask for the same comment in turn, the lists for its links as well. */
let recentReadings: Reading[] = [];

function cachedReading(text: string): Reading {
  const known = recentReadings.find((one) => one.text === text);
  if (known) return known;
  const plain = foldLetters(text);
  const reading = { text, plain, first: foldAs(plain, "i", false) };
  recentReadings = [reading, ...recentReadings.slice(0, 1)];
  return reading;
}

function allOf({ plain, first }: Reading): Folded[] {
  const all = [first];
  if (plain.includes("1")) all.push(foldAs(plain, "l", false));
  if (!/[@$€£+(¡!|][\p{L}\p{N}]/u.test(plain)) return all;
  all.push(foldAs(plain, "i", true));
  if (/[1!|]/.test(plain)) all.push(foldAs(plain, "l", true));
  return all;
}
