/**
 * Letters of other scripts that look like Latin ones: those used to evade word filters, not all of Unicode's
 * confusables. Pairs of a letter and what it looks like.
 */
const lookAlikes =
  "аaвbеeкkмmнhоoрpсcтtуyхxіiїiјjѕsԁdԛqԝwһhɡgαaβbγyεeηnιiκkνvοoρpτtυuχxωwσoςcɑaɩiıiɪiʀrʏyʟlɴnʜh" +
  "пnгrяrзeԍgՕoօoսuոnցgհhլlᴀaʙbᴄcᴅdᴇeꜰfɢgᴊjᴋkᴍmᴏoᴘpꞯqꜱsᴛtᴜuᴠvᴡwᴢzøołlđdħhŧt" +
  // Lisu and Cherokee capitals.
  "ꓐbꓑpꓓdꓔtꓖgꓗkꓙjꓚcꓜzꓝfꓟmꓠnꓡlꓢsꓣrꓦvꓧhꓪwꓫxꓬyꓮaꓰeꓲiꓳoꓴuᎪaᏴbᏟcᎠdᎬeᏀgᎻhᎥiᎫjᏦkᏞlᎷmᏢpᏒrᏚsᎢtᏙvᎳwᎩyᏃz";
const letters: Record<string, string> = {
  ...pairs(lookAlikes),
  ...enclosedLetters(0x1f150),
  ...enclosedLetters(0x1f170),
  // The two letters of a flag, which may also spell a word.
  ...enclosedLetters(0x1f1e6),
  æ: "ae",
  œ: "oe",
  ß: "ss",
  þ: "th",
  ð: "d",
};
/** Digits read as letters in a word that has letters. `1` may be i or l: both are tried. */
const digits: Record<string, string> = { "0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g" };

function pairs(text: string): Record<string, string> {
  return Object.fromEntries(
    Array.from(text.matchAll(/(.)(.)/gu), ([, from, to]) => [(from ?? "").toLowerCase(), to ?? ""]),
  );
}

/** A to Z in a circle or square, from this code point on. */
function enclosedLetters(first: number): Record<string, string> {
  return Object.fromEntries(
    Array.from("abcdefghijklmnopqrstuvwxyz", (letter, n) => [String.fromCodePoint(first + n), letter]),
  );
}

/** Invisible characters: format characters (zero width, direction, soft hyphen), marks, fillers. */
const invisible = /[\p{M}\p{Cf}\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5]/gu;

/** Whole Arabic phrases, which NFKD expands to 18 and 8 characters; every other character expands to seven at most. */
const phrases = /[\ufdfa\ufdfb]/g;

const isAscii = /^[\0-\x7f]*$/;

/**
 * Folds a word for comparison: lower case, no accents, look-alikes replaced by Latin letters. Digits and signs stay.
 */
export function foldLetters(text: string): string {
  if (isAscii.test(text)) return text.toLowerCase();
  const plain = text.replace(phrases, " ").normalize("NFKD").replace(invisible, "").toLowerCase();
  return plain.replace(/[\u{80}-\u{10ffff}]/gu, (one) => letters[one] ?? one);
}

/** The letter that a digit stands for in a word; `one`: how a 1 is read. */
export const digitAsLetter = (digit: string, one: "i" | "l"): string =>
  digit === "1" ? one : (digits[digit] ?? digit);

/** Signs read as letters inside a word; `!` and `|` may be i or l, as 1. */
export const signLetters: Record<string, string> = {
  "@": "a",
  $: "s",
  "§": "s",
  "€": "e",
  "£": "l",
  "+": "t",
  "(": "c",
  "¢": "c",
  "¡": "i",
  "!": "1",
  "|": "1",
};

/** The letter that a sign or a digit stands for in a word; `one`: how 1, ! and | are read. */
export const signAsLetter = (sign: string, one: "i" | "l"): string => digitAsLetter(signLetters[sign] ?? sign, one);

/** A number stays a number. */
function withoutDigits(word: string): string {
  if (!/\d/.test(word) || !/\D/.test(word)) return word;
  return word.replace(/\d/g, (digit) => digitAsLetter(digit, "i"));
}

interface Folded {
  words: string[];
}

/** Fingerprint, spam score and tone ask for the same comment in turn. */
let recent: { text: string; folded: Folded } | undefined;

/** Splits a text into words folded for comparison (case, accents, look-alikes, digits for letters). */
export function foldText(text: string): Folded {
  if (recent?.text === text) return recent.folded;
  const words: string[] = foldLetters(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  const folded = { words: words.map(withoutDigits) };
  recent = { text, folded };
  return folded;
}
