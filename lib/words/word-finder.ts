import { setImmediate } from "node:timers/promises";
import { type Automaton, AutomatonBuilder } from "./aho-corasick.ts";
import { type InflectedLanguage, listEntryForms } from "./inflections.ts";
import { foldEntry, type LetterRuns, readLetterRuns } from "./letter-runs.ts";
import { createMaskedIndex, listMaskedWords } from "./masked-words.ts";

/** A listed word or phrase with all its forms, each in its spelling: plain text, never a pattern. */
export interface FinderEntry<Value> {
  value: Value;
  forms: Iterable<string>;
}

export interface WordMatch<Value> {
  value: Value;
  /** The form that was found, in the list's spelling. */
  form: string;
  /** Where it is in the text. */
  start: number;
  end: number;
  /** Whether signs replace some of its letters (c*nnard): other words may fit as well. */
  isMasked: boolean;
}

/** Finds any of many words in a text. */
export interface WordFinder<Value> {
  /** How many entries it knows. */
  size: number;
  /** Every match, in the order of their positions. `unmasked`: without words in which signs replace letters. */
  find(text: string, options?: { unmasked?: boolean }): WordMatch<Value>[];
}

interface Form {
  entry: number;
  written: string;
  /** Folded, with a space where one of its words begins. */
  folded: string;
  /** Number of elements without repeats and gaps. */
  length: number;
}

/**
 * Creates a finder for words and phrases. A form is found as whole words, in any case, with or without accents, in
 * look-alike letters, with digits and signs for letters, with invisible characters or signs inside it, spaced out letter
 * by letter, with letters repeated three times or more, or with some letters masked. Time is linear in the text.
 */
export function createWordFinder<Value>(entries: Iterable<FinderEntry<Value>>): WordFinder<Value> {
  const steps = buildWordFinder(entries);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Creates the same finder in slices of a few milliseconds, so that a long list that was changed delays no reader. */
export async function createWordFinderInSlices<Value>(
  entries: Iterable<FinderEntry<Value>>,
): Promise<WordFinder<Value>> {
  const steps = buildWordFinder(entries);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await setImmediate();
  }
}

/** So many entries, or nodes of their automaton, are added in a slice. */
const [entriesPerSlice, nodesPerSlice] = [100, 5_000];

function* buildWordFinder<Value>(entries: Iterable<FinderEntry<Value>>): Generator<void, WordFinder<Value>> {
  let added = 0;
  const builder = new AutomatonBuilder();
  const values: Value[] = [];
  const forms: Form[] = [];
  /** By key of the automaton: the numbers of its forms. */
  const endings: number[][] = [];
  let maxLength = 0;
  for (const { value, forms: written } of entries) {
    let isListed = false;
    for (const form of new Set(written)) {
      const folded = foldEntry(form);
      const key = squeeze(folded);
      // A single letter would be found in every sentence.
      if (folded.length < 2) continue;
      isListed = true;
      const keyNumber = builder.add(key);
      const known = endings[keyNumber] ?? [];
      endings[keyNumber] = known;
      const isSame = (number: number) => forms[number]?.folded === folded && forms[number].entry === values.length;
      if (known.some(isSame)) continue;
      known.push(forms.length);
      forms.push({ entry: values.length, written: form, folded, length: key.length });
      maxLength = Math.max(maxLength, key.length);
    }
    if (isListed) values.push(value);
    added += 1;
    if (added % entriesPerSlice === 0) yield;
  }
  const automaton = yield* builder.build(nodesPerSlice);
  // Built at the first masked word: most texts have none.
  let maskedIndex: ReturnType<typeof createMaskedIndex> | undefined;

  function* matchesOf(text: string, unmasked: boolean): Generator<[number, number, number, boolean]> {
    for (const runs of readLetterRuns(text, maxLength))
      for (const [number, first, last] of search(automaton, runs, forms, endings)) {
        const [start, end] = [runs.starts[first] ?? 0, runs.ends[last] ?? 0];
        if (isPlausible(text.slice(start, end), forms[number])) yield [number, start, end, false];
      }
    if (unmasked) return;
    for (const word of listMaskedWords(text)) {
      maskedIndex ??= createMaskedIndex(
        forms.flatMap(({ folded }, number) => (folded.includes(" ") ? [] : [[folded, number] as [string, number]])),
      );
      for (const number of maskedIndex(word)) yield [number, word.start, word.end, true];
    }
  }

  return {
    size: values.length,
    find(text, { unmasked = false } = {}) {
      if (values.length === 0) return [];
      const found = new Map<string, WordMatch<Value>>();
      for (const [number, start, end, isMasked] of matchesOf(text, unmasked)) {
        const form = forms[number];
        const value = form && values[form.entry];
        if (form === undefined || value === undefined) continue;
        const key = `${form.entry} ${start} ${end}`;
        if (!found.has(key)) found.set(key, { value, form: form.written, start, end, isMasked });
      }
      return [...found.values()].sort((a, b) => a.start - b.start || b.end - a.end);
    },
  };
}

/** Creates a finder for a list with an entry per line: with the inflections of a language, or as written. */
export function createListFinder(list: string, language?: InflectedLanguage): WordFinder<string> {
  const entries = list
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  return createWordFinder(
    entries.map((entry) => ({ value: entry, forms: language ? listEntryForms(entry, language) : [entry] })),
  );
}

/** Within each word: letters on both sides of a space stay apart, as in a text. */
function squeeze(folded: string): string {
  const single = hasDoubles.test(folded) ? folded.replace(/(.)\1+/gsu, "$1") : folded;
  return single.includes(" ") ? single.replaceAll(" ", "") : single;
}
const hasDoubles = /(.)\1/su;

/** Every form in the text: its number, and its first and last element. */
function search(
  automaton: Automaton,
  runs: LetterRuns,
  forms: Form[],
  endings: number[][],
): [number, number, number][] {
  const found: [number, number, number][] = [];
  let at = 0;
  for (let n = 0; n < runs.length; n += 1) {
    at = automaton.step(at, runs.units[n] ?? 0);
    // Only at the end of a word of the text; then each listed word that ends here, of which there are few: each is a
    // suffix of the next longer one.
    if (runs.gaps[n + 1] === 0) continue;
    for (let hit = automaton.firstEnd(at); hit >= 0; hit = automaton.nextEnd(hit))
      for (const number of endings[automaton.keyAt(hit)] ?? []) {
        const form = forms[number];
        const start = form ? n + 1 - form.length : -1;
        if (form && start >= 0 && fits(runs, start, form)) found.push([number, start, n]);
      }
  }
  return found;
}

const isDigit = (unit: number) => unit >= 48 && unit <= 57;

/**
 * Whether the text from `start` is the form: letters as often as there, or three times and more, and not parts of
 * neighbouring words ("the pen is" for another word).
 */
function fits(runs: LetterRuns, start: number, { folded }: Form): boolean {
  if (runs.gaps[start] === 0) return false;
  let [n, pieces, single, strange, last] = [start, 1, 0, 0, start];
  for (let at = 0; at < folded.length; n += 1) {
    const isSpaced = folded[at] === " ";
    if (isSpaced) at += 1;
    const unit = folded.charCodeAt(at);
    let count = 0;
    for (; at < folded.length && folded.charCodeAt(at) === unit; at += 1) count += 1;
    const repeats = runs.repeats[n] ?? 0;
    if (repeats !== count && (repeats < 3 || count > 2 || isDigit(unit))) return false;
    if (n === start || runs.gaps[n] === 0) continue;
    if (n - last === 1) single += 1;
    last = n;
    pieces += 1;
    // A space where the word has none; signs alone ("vi-agra", "vi.agra") do not count.
    if (runs.gaps[n] === 2 && !isSpaced) strange += 1;
  }
  if (n - last === 1) single += 1;
  return strange === 0 || (pieces >= 3 && single * 2 >= pieces);
}

/** Abbreviations of two or three letters are found in plain letters only: T9, the flag of Togo and "t. G." are not "tg". */
function isPlausible(written: string, form: Form | undefined): boolean {
  if (!form || form.folded.length > 3) return true;
  return /^\p{L}+$/u.test(written) || (form.folded.length === 3 && /^\p{L}(?:[. ]?\p{L}){2}$/u.test(written));
}
