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
const signsBefore = /[@$§€£+(¢¡!|](?=[\p{L}\p{N}])/gu;

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

/** The letters of a text, one by one, as they are read. */
class Letters {
  length = 0;
  units: Uint16Array;
  /** What precedes each, as in `LetterRuns`. */
  gaps: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  /** Where signs and digits in a word are that may be i or l. */
  ones: number[] = [];
  /** What precedes the next letter. */
  gap = 2;
  /** How a 1 in a word is read. */
  readonly #one: "i" | "l";
  #wordStart = 0;
  #digitCount = 0;

  constructor(size: number, one: "i" | "l") {
    this.units = new Uint16Array(size);
    this.gaps = new Uint8Array(size);
    this.starts = new Int32Array(size);
    this.ends = new Int32Array(size);
    this.#one = one;
  }

  push(unit: number, start: number, end: number): void {
    if (this.length + 2 >= this.units.length) this.#grow();
    if (this.gap > 0) this.closeWord();
    this.units[this.length] = unit;
    this.gaps[this.length] = this.gap;
    this.starts[this.length] = start;
    this.ends[this.length] = end;
    this.length += 1;
    this.gap = 0;
    if (isDigit(unit)) this.#digitCount += 1;
  }

  /** Digits in a word that has letters are letters. */
  closeWord(): void {
    if (this.#digitCount > 0 && this.#digitCount < this.length - this.#wordStart) this.#readDigits();
    this.#wordStart = this.length;
    this.#digitCount = 0;
  }

  #readDigits(): void {
    for (let n = this.#wordStart; n < this.length; n += 1) {
      const unit = this.units[n] ?? 0;
      if (!isDigit(unit)) continue;
      if (unit === 49) this.ones.push(this.starts[n] ?? 0);
      this.units[n] = digitAsLetter(String.fromCharCode(unit), this.#one).charCodeAt(0);
    }
  }

  #grow(): void {
    const size = this.units.length * 2;
    const wider = <Kind extends Uint16Array | Uint8Array | Int32Array>(from: Kind, to: Kind): Kind => {
      to.set(from);
      return to;
    };
    this.units = wider(this.units, new Uint16Array(size));
    this.gaps = wider(this.gaps, new Uint8Array(size));
    this.starts = wider(this.starts, new Int32Array(size));
    this.ends = wider(this.ends, new Int32Array(size));
  }
}

const isDigit = (unit: number) => unit >= 48 && unit <= 57;
const isUpper = (unit: number) => unit >= 65 && unit <= 90;
const isLower = (unit: number) => unit >= 97 && unit <= 122;

/**
 * Reads the letters one by one. `one`: how 1, ! and | are read; `joined`: whether signs before letters are letters; the last
 * argument: the part of the text, which begins and ends between two words.
 */
function readLetters(text: string, one: "i" | "l", joined: boolean, { start: from, end: to }: TextPart): Letters {
  // A character expands to seven at most.
  const letters = new Letters(to - from + 32, one);
  let [inHashtag, lastCase] = [false, 0];
  for (let at = from; at < to; ) {
    const start = at;
    const unit = text.charCodeAt(at);
    at += 1;
    if (isLower(unit)) {
      lastCase = 1;
      letters.push(unit, start, at);
    } else if (isUpper(unit)) {
      // #SaleMot is two words.
      if (inHashtag && lastCase === 1) letters.gap = 1;
      lastCase = 2;
      letters.push(unit + 32, start, at);
    } else if (isDigit(unit)) letters.push(unit, start, at);
    else if (unit <= 32) {
      letters.gap = 2;
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
          letters.ones.push(start);
          read = one;
        }
      }
      if (read === " ") {
        letters.gap = 2;
        inHashtag = false;
      } else if (read === "-") {
        if (letters.gap === 0) letters.gap = 1;
        inHashtag = unit === 35;
        lastCase = 0;
      } else for (let n = 0; n < read.length; n += 1) letters.push(read.charCodeAt(n), start, at);
    }
  }
  letters.closeWord();
  letters.gaps[letters.length] = 2;
  return letters;
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
 * The ways to read a text: first all of it, with 1 as i, signs as signs, and doubled letters across gaps as two. Then the parts that can be read
 * otherwise, each as a whole text would be: 1 as i and as l, signs as letters and as signs, doubled letters across gaps as one or two. Linear in
 * the text.
 * @param reach the length of the longest key that is searched for, in elements: a part has as many on both sides of an ambiguous place
 */
export function readLetterRuns(text: string, reach: number): LetterRuns[] {
  if (recent?.text !== text || recent.reach < reach) {
    const longer = Math.max(reach, minReach);
    recent = { text, reach: longer, runs: readAll(text, longer) };
  }
  return recent.runs;
}

/** Several finders read the same comment in turn. */
let recent: { text: string; reach: number; runs: LetterRuns[] } | undefined;
/** The built-in finders search for no more, so that they share their readings. */
const minReach = 40;

interface TextPart {
  start: number;
  end: number;
}

function readAll(text: string, reach: number): LetterRuns[] {
  const letters = readLetters(text, "i", false, { start: 0, end: text.length });
  const plain = toRuns(letters, false);
  const parts = listAmbiguousParts(plain, listAmbiguities(text, letters), { reach, end: text.length });
  return [plain, ...parts.flatMap((part) => readOtherwise(text, part))];
}

/** Every other reading of a part: one to seven. */
function readOtherwise(text: string, part: TextPart): LetterRuns[] {
  const all: LetterRuns[] = [];
  const add = (letters: Letters, isNew = true) => {
    if (isNew) all.push(toRuns(letters, false));
    if (hasSplitDouble(letters)) all.push(toRuns(letters, true));
  };
  const plain = readLetters(text, "i", false, part);
  add(plain, false);
  if (plain.ones.length > 0) add(readLetters(text, "l", false, part));
  if (!signBefore.test(text.slice(part.start, part.end))) return all;
  const joined = readLetters(text, "i", true, part);
  add(joined);
  if (joined.ones.length > 0) add(readLetters(text, "l", true, part));
  return all;
}

/** Where a text can be read in several ways, in ascending order. */
function listAmbiguities(text: string, letters: Letters): number[] {
  const found = letters.ones;
  for (let n = 1; n < letters.length; n += 1)
    if (isSplitDouble(letters, n)) found.push(letters.starts[n - 1] ?? 0, letters.starts[n] ?? 0);
  if (signBefore.test(text)) for (const { index } of text.matchAll(signsBefore)) found.push(index);
  return found.sort((a, b) => a - b);
}

/** The words around each ambiguous place, and `reach` elements and the rest of their words on both sides. Overlapping ones are one part. */
function listAmbiguousParts(
  { length, gaps, starts, ends }: LetterRuns,
  places: number[],
  { reach, end }: { reach: number; end: number },
): TextPart[] {
  const parts: { first: number; last: number }[] = [];
  let [at, wordEnd] = [0, 0];
  for (const place of places) {
    while (at < length && (ends[at] ?? 0) <= place) at += 1;
    if (at < wordEnd) continue;
    const previous = parts.at(-1);
    // A sign may belong to the word before it.
    let first = Math.max(0, at - 1);
    while (first > 0 && gaps[first] !== 2) first -= 1;
    wordEnd = at + 1;
    while (wordEnd < length && gaps[wordEnd] !== 2) wordEnd += 1;
    first = Math.max(0, first - reach);
    while (first > (previous?.last ?? 0) && gaps[first] !== 2) first -= 1;
    let last = Math.min(length, wordEnd + reach);
    if (previous && last < previous.last) last = previous.last;
    while (last < length && gaps[last] !== 2) last += 1;
    if (previous && first <= previous.last) previous.last = last;
    else parts.push({ first, last });
  }
  return parts.map(({ first, last }) => ({
    start: first === 0 ? 0 : (ends[first - 1] ?? 0),
    end: last >= length ? end : (starts[last] ?? 0),
  }));
}

/** Folds a listed word as a text is read: letters and digits, a space where one of its words begins. */
export function foldEntry(entry: string): string {
  // Nearly all entries; reading each letter by letter would take a second for a long list.
  const plain = (/^[a-z' -]*$/.test(entry) ? entry : entry.normalize("NFD").replace(/\p{M}/gu, "")).toLowerCase();
  if (/^[a-z' -]+$/.test(plain)) return plain.replace(/[' -]+/g, " ").trim();
  const { length, units, gaps } = readLetters(entry, "i", false, { start: 0, end: entry.length });
  let folded = "";
  for (let n = 0; n < length; n += 1) folded += (n > 0 && gaps[n] ? " " : "") + String.fromCharCode(units[n] ?? 0);
  return folded;
}
