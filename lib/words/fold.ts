/** Letters of other scripts that pass for Latin ones on a screen: those in use to get a word past a filter, not all of Unicode's confusables. */
const lookAlikes =
  "аaвbеeкkмmнhоoрpсcтtуyхxіiїiјjѕsԁdԛqԝwһhɡgαaβbγyεeηnιiκkνvοoρpτtυuχxωwσoɑaɩiıiɪiʀrʏyʟlɴnʜh" +
  "оoՕoօoսuոnցgհhլlᴀaʙbᴄcᴅdᴇeᴊjᴋkᴍmᴏoᴘpᴛtᴜuᴠvᴡwᴢzøołlđdħhŧt";
const letters: Record<string, string> = {
  ...pairs(lookAlikes),
  ...{ æ: "ae", œ: "oe", ß: "ss", þ: "th", ð: "d" },
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

/** A word as it is compared: lower case, no accents, letters that pass for Latin ones as these. Digits and signs stay. */
export function foldLetters(text: string): string {
  const plain = text.normalize("NFKD").replace(unseen, "").toLowerCase();
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

/** `one`: what a 1 or a ! is read as. `joined`: whether signs inside words are read as letters. */
function foldAs(plain: string, one: "i" | "l", joined: boolean): Folded {
  const found: string[] = [];
  const gapsOf: number[] = [];
  let [word, gap] = ["", 2];
  const end = () => {
    if (word === "") return;
    found.push(
      /[^\d]/.test(word)
        ? word.replace(/[013-57-9]/g, (digit) => (digit === "1" ? one : (digits[digit] ?? digit)))
        : word,
    );
    gapsOf.push(gap);
    [word, gap] = ["", 0];
  };
  const all = Array.from(plain);
  for (const [place, letter] of all.entries()) {
    if (isLetter(letter)) word += letter;
    else if (joined && isSign(letter) && isLetter(all[place + 1] ?? "")) word += signs[letter] ?? one;
    else {
      end();
      gap = Math.max(gap, /\s/u.test(letter) ? 2 : 1);
    }
  }
  end();
  const run = found.join("");
  const begins = new Uint8Array(run.length + 1);
  const gaps = new Uint8Array(run.length + 1);
  let at = 0;
  for (const [n, one] of found.entries()) {
    begins[at] = 1;
    gaps[at] = gapsOf[n] ?? 2;
    at += one.length;
  }
  begins[at] = 1;
  gaps[at] = 2;
  return { run, begins, gaps, words: found };
}

const isSign = (letter: string) => letter in signs || letter === "!" || letter === "|";

/** Asked of each character of each comment: most are ASCII. */
function isLetter(letter: string): boolean {
  const code = letter.charCodeAt(0);
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
  return /^[\p{L}\p{N}]/u.test(letter);
}

/** A text folded for comparison (case, accents, look-alikes, digits for letters): its words. `1` counts as i. */
export function foldText(text: string): Folded {
  // Fingerprint and spam score ask for the same comment in turn.
  if (lastFolded?.text !== text) lastFolded = { text, made: foldAs(foldLetters(text), "i", false) };
  return lastFolded.made;
}

let lastFolded: { text: string; made: Folded } | undefined;

/** Every way a text may be meant: a 1 as i and as l, signs as letters and as signs. One to four, each linear in the text. */
export function readings(text: string): Folded[] {
  // Each list of words asks for the same text in turn.
  if (lastRead?.text !== text) lastRead = { text, made: read(text) };
  return lastRead.made;
}

let lastRead: { text: string; made: Folded[] } | undefined;

function read(text: string): Folded[] {
  const plain = foldLetters(text);
  const joins = /[@$€£+(¡!|][\p{L}\p{N}]/u.test(plain) ? [false, true] : [false];
  return joins.flatMap((joined) => {
    const doubtful = joined ? /[1!|]/.test(plain) : plain.includes("1");
    return (doubtful ? (["i", "l"] as const) : (["i"] as const)).map((one) => foldAs(plain, one, joined));
  });
}
