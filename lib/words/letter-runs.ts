import { digitAsLetter, foldLetters, signLetters } from "./fold-text.ts";

/**
 * A text as one sequence of folded letters and digits, in which equal neighbours are one element. Each array has an
 * entry per element, `gaps` one more: the end of the text counts as a space.
 */
export interface LetterRuns {
  length: number;
  /** The UTF-16 unit. */
  units: Uint16Array;
  /** How often it is repeated. */
  repeats: Uint16Array;
  /** What precedes it. 0: nothing, it continues a word; 1: signs without a space; 2: a space. */
  gaps: Uint8Array;
  /** Where it starts and ends in the text. */
  starts: Int32Array;
  ends: Int32Array;
}

const signBefore = /[@$§€£+(¢¡!|](?=[\p{L}\p{N}])/u;

/** How one character is read: folded letters, "" if invisible, " " for a space, "-" for a sign. */
const characterCache = new Map<number, string>();
/** Bounds the memory; a hostile text of 10,000 different characters does not empty it. */
const maxCachedCharacters = 16_384;

function readCharacter(code: number): string {
  const known = characterCache.get(code);
  if (known !== undefined) return known;
  const written = String.fromCodePoint(code);
  // Ideographs fold to themselves; a text may have thousands of different ones.
  if (code >= 0x3400 && code <= 0x9fff) return written;
  const folded = foldLetters(written);
  const letters = folded.match(/[\p{L}\p{N}]/gu)?.join("");
  const read = letters ?? (/^\s+$/.test(written) ? " " : folded === "" ? "" : "-");
  if (characterCache.size >= maxCachedCharacters) characterCache.clear();
  characterCache.set(code, read);
  return read;
}

interface Letters {
  length: number;
  units: Uint16Array;
  gaps: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  /** Whether a word has a sign or digit that may be i or l. */
  hasOne: boolean;
}

const isDigit = (unit: number) => unit >= 48 && unit <= 57;
const isUpper = (unit: number) => unit >= 65 && unit <= 90;
const isLower = (unit: number) => unit >= 97 && unit <= 122;

/** Reads the letters one by one. `one`: how 1, ! and | are read; `joined`: whether signs before letters are letters. */
function readLetters(text: string, one: "i" | "l", joined: boolean): Letters {
  // A character expands to seven at most.
  let size = text.length + 32;
  let units = new Uint16Array(size);
  let gaps = new Uint8Array(size);
  let starts = new Int32Array(size);
  let ends = new Int32Array(size);
  let [length, wordStart, digitCount, gap, hasOne] = [0, 0, 0, 2, false];
  let [inHashtag, lastCase] = [false, 0];

  const closeWord = () => {
    if (digitCount > 0 && digitCount < length - wordStart)
      for (let n = wordStart; n < length; n += 1) {
        const unit = units[n] ?? 0;
        if (!isDigit(unit)) continue;
        if (unit === 49) hasOne = true;
        units[n] = digitAsLetter(String.fromCharCode(unit), one).charCodeAt(0);
      }
    wordStart = length;
    digitCount = 0;
  };
  const grow = () => {
    size *= 2;
    const wider = <Kind extends Uint16Array | Uint8Array | Int32Array>(from: Kind, to: Kind): Kind => {
      to.set(from);
      return to;
    };
    units = wider(units, new Uint16Array(size));
    gaps = wider(gaps, new Uint8Array(size));
    starts = wider(starts, new Int32Array(size));
    ends = wider(ends, new Int32Array(size));
  };
  const push = (unit: number, start: number, end: number) => {
    if (length + 2 >= size) grow();
    if (gap > 0) closeWord();
    units[length] = unit;
    gaps[length] = gap;
    starts[length] = start;
    ends[length] = end;
    length += 1;
    gap = 0;
    if (isDigit(unit)) digitCount += 1;
  };

  for (let at = 0; at < text.length; ) {
    const start = at;
    const unit = text.charCodeAt(at);
    at += 1;
    if (isLower(unit) || isUpper(unit)) {
      // #SaleMot is two words.
      if (inHashtag && isUpper(unit) && lastCase === 1) gap = 1;
      lastCase = isUpper(unit) ? 2 : 1;
      push(isUpper(unit) ? unit + 32 : unit, start, at);
    } else if (isDigit(unit)) push(unit, start, at);
    else if (unit <= 32) {
      gap = 2;
      inHashtag = false;
    } else {
      let read = "-";
      if (unit >= 128) {
        const code = text.codePointAt(start) ?? unit;
        if (code > 0xffff) at += 1;
        read = readCharacter(code);
      }
      if (joined && read === "-" && signLetters[text.slice(start, at)] && signBefore.test(text.slice(start, at + 2))) {
        read = signLetters[text.slice(start, at)] ?? "-";
        if (read === "1") {
          hasOne = true;
          read = one;
        }
      }
      if (read === " ") {
        gap = 2;
        inHashtag = false;
      } else if (read === "-") {
        if (gap === 0) gap = 1;
        inHashtag = unit === 35;
        lastCase = 0;
      } else for (let n = 0; n < read.length; n += 1) push(read.charCodeAt(n), start, at);
    }
  }
  closeWord();
  gaps[length] = 2;
  return { length, units, gaps, starts, ends, hasOne };
}

/** Whether the letter at `n` is a word of one letter. */
const isAlone = ({ gaps }: Letters, n: number) => gaps[n] !== 0 && gaps[n + 1] !== 0;

/**
 * Whether the same letter is on both sides of a gap that may be inside a word: signs, or a space between letters
 * written one by one.
 */
function isSplitDouble(letters: Letters, n: number): boolean {
  const { units, gaps } = letters;
  if (n === 0 || units[n] !== units[n - 1] || gaps[n] === 0) return false;
  return gaps[n] === 1 || isAlone(letters, n) || isAlone(letters, n - 1);
}

/** `merged`: whether equal letters on both sides of a gap are one element. */
function toRuns(letters: Letters, merged: boolean): LetterRuns {
  const { units, gaps } = letters;
  const runs: LetterRuns = {
    length: 0,
    units: new Uint16Array(letters.length),
    repeats: new Uint16Array(letters.length),
    gaps: new Uint8Array(letters.length + 1),
    starts: new Int32Array(letters.length),
    ends: new Int32Array(letters.length),
  };
  for (let n = 0; n < letters.length; n += 1) {
    const isRepeat = n > 0 && units[n] === units[n - 1] && (gaps[n] === 0 || (merged && isSplitDouble(letters, n)));
    if (isRepeat) {
      const last = runs.length - 1;
      runs.repeats[last] = Math.min(0xffff, (runs.repeats[last] ?? 0) + 1);
      runs.ends[last] = letters.ends[n] ?? 0;
      continue;
    }
    runs.units[runs.length] = units[n] ?? 0;
    runs.repeats[runs.length] = 1;
    runs.gaps[runs.length] = gaps[n] ?? 0;
    runs.starts[runs.length] = letters.starts[n] ?? 0;
    runs.ends[runs.length] = letters.ends[n] ?? 0;
    runs.length += 1;
  }
  runs.gaps[runs.length] = 2;
  return runs;
}

function hasSplitDouble(letters: Letters): boolean {
  for (let n = 1; n < letters.length; n += 1) if (isSplitDouble(letters, n)) return true;
  return false;
}

/**
 * Every way to read a text: 1 as i and as l, signs as letters and as signs, doubled letters across gaps as one or two.
 * One to eight results, each linear in the text; most texts have one or two.
 */
export function readLetterRuns(text: string): LetterRuns[] {
  if (recent?.text !== text) recent = { text, runs: readAll(text) };
  return recent.runs;
}

/** Several finders read the same comment in turn. */
let recent: { text: string; runs: LetterRuns[] } | undefined;

function readAll(text: string): LetterRuns[] {
  const all: LetterRuns[] = [];
  const add = (letters: Letters) => {
    all.push(toRuns(letters, false));
    if (hasSplitDouble(letters)) all.push(toRuns(letters, true));
  };
  const plain = readLetters(text, "i", false);
  add(plain);
  if (plain.hasOne) add(readLetters(text, "l", false));
  if (!signBefore.test(text)) return all;
  const joined = readLetters(text, "i", true);
  add(joined);
  if (joined.hasOne) add(readLetters(text, "l", true));
  return all;
}

/** Folds a listed word as a text is read: letters and digits, a space where one of its words begins. */
export function foldEntry(entry: string): string {
  // Nearly all entries; reading each letter by letter would take a second for a long list.
  const plain = entry.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  if (/^[a-z' -]+$/.test(plain)) return plain.replace(/[' -]+/g, " ").trim();
  const { length, units, gaps } = readLetters(entry, "i", false);
  let folded = "";
  for (let n = 0; n < length; n += 1) folded += (n > 0 && gaps[n] ? " " : "") + String.fromCharCode(units[n] ?? 0);
  return folded;
}
