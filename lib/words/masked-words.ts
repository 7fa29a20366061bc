import { foldLetters } from "./fold-text.ts";

/** Signs that replace a letter each (c*nnard), besides pictures. */
const strongMask = /[*•∗✱⁎＊#×\p{Extended_Pictographic}]/u;
/** Signs that also join words and end sentences: only one of them in a long word replaces a letter. */
const weakMask = /[.·_-]/u;
const candidate = /[\p{L}\p{N}*•∗✱⁎＊#×.·_\-\p{Extended_Pictographic}\p{Cf}\p{Mn}]+/gu;
/** A mask after a letter: most texts have none but hyphens. */
const maskBefore = /[\p{L}\p{N}](?:[*•∗✱⁎＊#×\p{Extended_Pictographic}]|[.·_-]\p{L})/u;
/** Without any of these nothing in a word is masked. */
const anyMask = /[.·_*•∗✱⁎＊#×\p{Extended_Pictographic}-]/u;
const anyMasks = /[.·_*•∗✱⁎＊#×\p{Extended_Pictographic}-]/gu;
const minLength = 4;
const minLengthWeak = 6;
const maxLength = 32;

interface MaskedWord {
  /** Folded letters, with null for each masked one. */
  letters: (string | null)[];
  start: number;
  end: number;
}

/** The words of a text in which signs replace letters. At least half of the letters are visible, the first one included. */
export function listMaskedWords(text: string): MaskedWord[] {
  if (recent?.text !== text) recent = { text, words: findMaskedWords(text) };
  return recent.words;
}

/** Several finders read the same comment in turn. */
let recent: { text: string; words: MaskedWord[] } | undefined;

/** The most masked words of a text that are looked up. */
const maxMaskedWords = 200;

function findMaskedWords(text: string): MaskedWord[] {
  const found: MaskedWord[] = [];
  if (!maskBefore.test(text)) return found;
  for (const { run, start } of listMarkedRuns(text)) {
    const written = run.replace(/(?<![.·_-])[.·_-]+$/, "");
    if (written.length > maxLength * 2) continue;
    const letters: (string | null)[] = [];
    let [strong, weak] = [0, 0];
    for (const one of written) {
      const isStrong = strongMask.test(one) && !/\p{N}/u.test(one);
      if (isStrong) strong += 1;
      if (isStrong || weakMask.test(one)) letters.push(null);
      else letters.push(...foldLetters(one));
    }
    weak = letters.filter((letter) => letter === null).length - strong;
    if (letters.length > maxLength || letters[0] == null || strong + weak === 0) continue;
    if (strong === 0 ? weak !== 1 || letters.length < minLengthWeak : weak > 0) continue;
    if (letters.length < minLength || (letters.length - strong - weak) * 2 < letters.length) continue;
    if (found.length >= maxMaskedWords) break;
    found.push({ letters, start, end: start + written.length });
  }
  return found;
}

/** The runs of letters and masks that have a mask. Most words have none and are passed over. */
function* listMarkedRuns(text: string): Generator<{ run: string; start: number }> {
  let end = 0;
  for (const { index: mask } of text.matchAll(anyMasks)) {
    if (mask < end || isAtEnd(text, mask)) continue;
    let start = mask;
    while (start > end && !isBreak(text.charCodeAt(start - 1))) start -= 1;
    end = mask;
    while (end < text.length && !isBreak(text.charCodeAt(end))) end += 1;
    for (const { 0: run, index } of text.slice(start, end).matchAll(candidate))
      if (anyMask.test(run)) yield { run, start: start + index };
  }
}

/** Whether a mask is a full stop or hyphen at the end of a word, where it replaces no letter. */
const isAtEnd = (text: string, mask: number) =>
  (mask + 1 === text.length || isBreak(text.charCodeAt(mask + 1))) && weakMask.test(text.charAt(mask));

const isBreak = (unit: number) => unit === 32 || unit === 10;

/** An index of words for those in which letters are masked: by length, first letter, and second or last one. */
export function createMaskedIndex(words: Iterable<[string, number]>) {
  const byEnds = new Map<string, [string, number][]>();
  const add = (key: string, entry: [string, number]) => {
    const known = byEnds.get(key);
    if (known) known.push(entry);
    else byEnds.set(key, [entry]);
  };
  for (const entry of words) {
    const [word] = entry;
    if (word.length < minLength || word.length > maxLength) continue;
    add(`${word.length}${word[0]}…${word.at(-1)}`, entry);
    add(`${word.length}${word[0]}${word[1]}`, entry);
  }
  /** The numbers of the words that the visible letters fit. */
  return ({ letters }: MaskedWord): number[] => {
    const [first, second] = letters;
    const last = letters.at(-1);
    const key = last == null ? (second == null ? undefined : `${first}${second}`) : `${first}…${last}`;
    if (key === undefined) return [];
    const near = byEnds.get(`${letters.length}${key}`) ?? [];
    return near
      .filter(([word]) => letters.every((letter, n) => letter === null || letter === word[n]))
      .map(([, number]) => number);
  };
}
