import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DistinctHashes } from "./distinct-hashes.ts";
import { type FeatureReader, featureGroups, listLetterHashes, maxLetterFeatures, readFeatures } from "./features.ts";
import { createLexicon, type Lexicon, type LexiconWord, type WordLetters } from "./lexicon.ts";
import type { Sentence } from "./tokens.ts";
import { type ToneClass, toneClasses } from "./tone-scores.ts";
import { toGroupValues } from "./vector.ts";

/** What the model predicts: the classes, and whether the text is any of the first four. */
export const modelOutputs = [...toneClasses, "any"] as const;
export type ModelOutput = (typeof modelOutputs)[number];
const width = modelOutputs.length;

/** `weights.json`: everything but the weights of features. Written by server/bench/tone-quality/train.ts. */
export interface ModelSummary {
  /** A hash of what the weights were trained from: the comments, the lexicon and the code. */
  source: string;
  /** By output. */
  biases: number[];
  /** By output: the weight that the number 127 stands for. */
  scales: number[];
  calibration: Calibration;
}

/** A logistic function from a sum to a probability (Platt, 1999). */
export interface Logistic {
  slope: number;
  offset: number;
}

/**
 * By class: `own` turns the sum of the class into the share of such texts that are of the class; `leading` turns it, together with what the
 * model thinks of the text in general, into the share that a moderator has to see, for the class that fits best.
 */
export type Calibration = Record<ToneClass, { own: Logistic; leading: Logistic }>;

const moderatedClasses = toneClasses.filter((name) => name !== "spam");
const sumOf = (sums: number[], output: ModelOutput) => sums[modelOutputs.indexOf(output)] ?? 0;

/** The class that fits best, whether well or not; advertising is not among them. */
export const findLeadingClass = (sums: number[]): ToneClass =>
  moderatedClasses.reduce((best, name) => (sumOf(sums, name) > sumOf(sums, best) ? name : best));

/** What the leading class is judged by: more is found by both sums than by either alone. */
export const leadingSum = (sums: number[], name: ToneClass): number => sumOf(sums, name) + sumOf(sums, "any");

/** The percentage of each class. */
export function toPercentages(sums: number[], calibration: Calibration): Record<ToneClass, number> {
  const leading = findLeadingClass(sums);
  const percentages = toneClasses.map((name) => {
    const { own, leading: general } = calibration[name];
    const odds = [
      own.slope * sumOf(sums, name) + own.offset,
      ...(name === leading ? [general.slope * leadingSum(sums, name) + general.offset] : []),
    ];
    return [name, Math.floor(100 / (1 + Math.exp(-Math.max(...odds))))] as const;
  });
  return Object.fromEntries(percentages) as Record<ToneClass, number>;
}

/** A linear model: for each known feature, a small whole number per output. */
export interface ToneModel {
  lexicon: Lexicon;
  summary: ModelSummary;
  /** The row of a feature, or -1. */
  findRow(hash: number): number;
  /** The weight of a row for an output. */
  weightOf(row: number, output: number): number;
  /** The features of a word's letters. */
  lettersOf(word: LexiconWord): WordLetters;
  /** Adds up a passage: the sums by output, and the values of features by group. */
  sumPassage(sentences: Sentence[]): { sums: number[]; groupValues: number[] };
}

/** The working folder is the program's folder (server/process/launcher.mjs). Next's bundle is not to contain these files. */
const folder = join(process.cwd(), "features/screening/tone");
const read = (name: string) => readFileSync(/* turbopackIgnore: true */ join(folder, name));

/** Reads the lexicon's files (lexicon/README.md describes them). */
export function readLexicon(): Lexicon {
  const names = readdirSync(/* turbopackIgnore: true */ join(folder, "lexicon")).filter((name) =>
    name.endsWith(".txt"),
  );
  return createLexicon(names.sort().map((name) => read(`lexicon/${name}`).toString("utf8")));
}

let loaded: ToneModel | undefined;

/** Loads the model on first use: only parser threads and the command line score texts. */
export function loadToneModel(): ToneModel {
  loaded ??= createModel(
    JSON.parse(read("weights.json").toString("utf8")) as ModelSummary,
    read("weights.bin"),
    readLexicon(),
  );
  return loaded;
}

/**
 * Creates the model from its files.
 * @param packed for each feature its hash (four bytes, little-endian), ascending, then for each feature its weights (a byte per output)
 */
export function createModel(summary: ModelSummary, packed: Uint8Array, lexicon: Lexicon): ToneModel {
  const count = packed.byteLength / (4 + width);
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const weights = new Int8Array(packed.buffer, packed.byteOffset + count * 4, count * width);
  const hashes = Int32Array.from({ length: count }, (_, row) => view.getInt32(row * 4, true));
  const firstRows = indexByLeadingBits(hashes);
  const scales = summary.scales.map((scale) => scale / 127);
  const distinct = new DistinctHashes();
  const findRow = (hash: number) => {
    const bucket = leadingBits(hash);
    const end = firstRows[bucket + 1] ?? 0;
    for (let row = firstRows[bucket] ?? 0; row < end; row += 1) if (hashes[row] === hash) return row;
    return -1;
  };
  const weightOf = (row: number, output: number) => (weights[row * width + output] ?? 0) * (scales[output] ?? 0);
  const lettersOf = (word: LexiconWord): WordLetters => {
    if (word.letters) return word.letters;
    const hashes = Int32Array.from(listLetterHashes(word.word));
    word.letters = { hashes, rows: hashes.map(findRow) };
    return word.letters;
  };
  const places = new Int32Array(maxLetterFeatures);
  return {
    lexicon,
    summary,
    findRow,
    weightOf,
    lettersOf,
    sumPassage(sentences) {
      const counts = new Int32Array(featureGroups.length);
      // Sums of whole numbers below 128, of features that are bounded with the text.
      const totals = new Int32Array(featureGroups.length * width);
      distinct.clear();
      const addRow = (row: number, group: number) => {
        for (let output = 0; output < width; output += 1) {
          const at = group * width + output;
          totals[at] = (totals[at] ?? 0) + (weights[row * width + output] ?? 0);
        }
      };
      const readOne: FeatureReader = (hash, group) => {
        if (!distinct.add(hash)) return false;
        counts[group] = (counts[group] ?? 0) + 1;
        const row = findRow(hash);
        if (row >= 0) addRow(row, group);
        return true;
      };
      readFeatures(sentences, readOne, ({ known }) => {
        const { hashes, rows } = lettersOf(known);
        const added = distinct.addAll(hashes, places);
        counts[1] = (counts[1] ?? 0) + added;
        for (let n = 0; n < added; n += 1) {
          const row = rows[places[n] ?? 0] ?? -1;
          if (row >= 0) addRow(row, 1);
        }
      });
      const groupValues = toGroupValues(counts);
      const sums = scales.map((scale, output) => {
        const sum = groupValues.reduce((all, value, group) => all + value * (totals[group * width + output] ?? 0), 0);
        return sum * scale + (summary.biases[output] ?? 0);
      });
      return { sums, groupValues };
    },
  };
}

/** With this many bits the buckets are half full: most features of a text are unknown, and need one look into the index. */
const indexBits = 17;
const leadingBits = (hash: number) => (hash >> (32 - indexBits)) + 2 ** (indexBits - 1);

/** By the leading bits of a hash: the first row that has these or higher ones. `hashes`: ascending. */
function indexByLeadingBits(hashes: Int32Array): Int32Array {
  const firstRows = new Int32Array(2 ** indexBits + 1);
  let row = 0;
  for (let bucket = 0; bucket < firstRows.length; bucket += 1) {
    while (row < hashes.length && leadingBits(hashes[row] ?? 0) < bucket) row += 1;
    firstRows[bucket] = row;
  }
  return firstRows;
}
