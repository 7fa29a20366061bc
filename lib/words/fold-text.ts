/** Letters of other scripts that pass for Latin ones on a screen: those in use to get a word past a filter, not all of Unicode's confusables. */
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
/** Digits read as letters in a word that has letters. `1` is an i or an l: both are tried. */
const digits: Record<string, string> = { "0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g" };
/** Signs read as letters inside a word; `!` and `|` are an i or an l. */
const signs: Record<string, string> = { "@": "a", $: "s", "€": "e", "£": "l", "+": "t", "(": "c", "¡": "i" };

function pairs(text: string): Record<string, string> {
  return Object.fromEntries(Array.from(text.matchAll(/(.)(.)/gu), ([, from, to]) => [from ?? "", to ?? ""]));
}

/** What nobody sees: format characters (zero width, direction, soft hyphen), marks, fillers. */
const unseen = /[\p{M}\p{Cf}\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5]/gu;

/** Whole Arabic phrases, which NFKD expands to 18 and 8 characters; every other character expands to seven at most. */
const phrases = /[\ufdfa\ufdfb]/g;

/** A word as it is compared: lower case, no accents, letters that pass for Latin ones as these. Digits and signs stay. */
export function foldLetters(text: string): string {
  const plain = text.replace(phrases, " ").normalize("NFKD").replace(unseen, "").toLowerCase();
  return plain.replace(/[\u{80}-\u{10ffff}]/gu, (one) => letters[one] ?? one);
}

/** A text as one run of letters and digits, with where its words begin and end. */
export interface Folded {
  run: string;
  /** By place in `run`: a word begins here. Its length is one more than the run's: the end is a beginning. */
  begins: Uint8Array;
  /** By place in `run`: what stands before it there. 0 nothing, 1 signs without a space, 2 a space. */
  gaps: Uint8Array;
  words: string[];
}

/** By `joined`: what makes a word. Matched by the engine, not letter by letter: this is done for each comment. */
const wordsIn = { apart: /[\p{L}\p{N}]+/gu, joined: /(?:[\p{L}\p{N}]|[@$€£+(¡!|](?=[\p{L}\p{N}]))+/gu };

/** `one`: what a 1 or a ! is read as. `joined`: whether signs inside words are read as letters. */
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

/** A number stays one. */
function withoutDigits(word: string, one: string): string {
  if (!/\d/.test(word) || !/\D/.test(word)) return word;
  return word.replace(/[013-57-9]/g, (digit) => (digit === "1" ? one : (digits[digit] ?? digit)));
}

/** A text folded for comparison (case, accents, look-alikes, digits for letters): its words. `1` counts as i. */
export function foldText(text: string): Folded {
  return keptReading(text).first;
}

/** Every way a text may be meant: a 1 as i and as l, signs as letters and as signs. One to four, each linear in the text. */
export function foldedReadings(text: string): Folded[] {
  const reading = keptReading(text);
  reading.all ??= allOf(reading);
  return reading.all;
}

interface Reading {
  text: string;
  plain: string;
  first: Folded;
  all?: Folded[];
}

/** Fingerprint, spam score and both lists of words ask for the same comment in turn, the lists for its links as well. */
let kept: Reading[] = [];

function keptReading(text: string): Reading {
  const known = kept.find((one) => one.text === text);
  if (known) return known;
  const plain = foldLetters(text);
  const reading = { text, plain, first: foldAs(plain, "i", false) };
  kept = [reading, ...kept.slice(0, 1)];
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
