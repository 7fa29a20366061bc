import { findReportedSpans } from "#features/screening/reported-speech.ts";
import type { Lexicon } from "#features/screening/tone/lexicon.ts";
import { modelOutputs } from "#features/screening/tone/model.ts";
import { readPassages } from "#features/screening/tone/score.ts";
import { type TextVector, toVector } from "#features/screening/tone/vector.ts";
import { fitLogistic, type SparseRows } from "./logistic-regression.ts";
import { type TrainingComment, targetsOf } from "./training-comments.ts";

/** The strength of the L2 penalty. Chosen on cross-validated scores. */
const penalty = 0.05;
/** A comment with the vectors of its passages: most have a single one. */
export interface Example {
  comment: TrainingComment;
  targets: number[];
  passages: TextVector[];
}

/** A model before its weights are rounded. */
export interface FittedModel {
  rows: Map<number, number>;
  /** By output. */
  weights: Float64Array[];
  biases: number[];
}

export function toExample(comment: TrainingComment, lexicon: Lexicon): Example {
  const passages = readPassages(comment.text, findReportedSpans(comment.text), lexicon);
  return { comment, targets: targetsOf(comment), passages: passages.map(toVector) };
}

/**
 * Fits one logistic regression per output, on values that count the more, the more a feature's frequency differs between both sides (Wang
 * and Manning, "Baselines and Bigrams", 2012). A comment of several passages counts as bad in each: few have more than one, and taking only the
 * worst one changed nothing.
 */
export function fitModel(examples: Example[]): FittedModel {
  const rows = listRows(examples);
  const passages = examples.flatMap((example) => example.passages.map((vector) => ({ vector, example })));
  const sparse = toSparse(
    passages.map(({ vector }) => vector),
    rows,
  );
  const importance = Float64Array.from(passages, ({ example }) => 1 / example.passages.length);
  const fits = modelOutputs.map((_, output) => {
    const targets = Float64Array.from(passages, ({ example }) => example.targets[output] ?? 0);
    const ratios = countRatios(sparse, targets);
    const values = sparse.values.map((value, n) => value * (ratios[sparse.columns[n] ?? 0] ?? 0));
    const { weights, bias } = fitLogistic({ ...sparse, values }, targets, importance, penalty);
    return { weights: weights.map((weight, row) => weight * (ratios[row] ?? 0)), bias };
  });
  return { rows, weights: fits.map(({ weights }) => weights), biases: fits.map(({ bias }) => bias) };
}

/** By feature: how much more often it occurs on one side than on the other, as the absolute value of the logarithm. */
function countRatios({ starts, columns, width }: SparseRows, targets: Float64Array): Float64Array {
  const counts = { with: new Float64Array(width).fill(1), without: new Float64Array(width).fill(1) };
  const totals = { with: 1, without: 1 };
  for (const [row, target] of targets.entries()) {
    const side = target === 1 ? "with" : "without";
    totals[side] += 1;
    for (let n = starts[row] ?? 0; n < (starts[row + 1] ?? 0); n += 1) {
      const column = columns[n] ?? 0;
      counts[side][column] = (counts[side][column] ?? 0) + 1;
    }
  }
  return counts.with.map((count, column) =>
    Math.abs(Math.log(count / totals.with / ((counts.without[column] ?? 1) / totals.without))),
  );
}

/** The sums of a vector, by output. */
export const sumOutputs = (model: FittedModel, vector: TextVector): number[] =>
  model.weights.map((weights, output) => sumVector(vector, model.rows, weights) + (model.biases[output] ?? 0));

function sumVector({ hashes, values }: TextVector, rows: Map<number, number>, weights: Float64Array): number {
  let sum = 0;
  for (const [n, hash] of hashes.entries()) {
    const row = rows.get(hash);
    if (row !== undefined) sum += (weights[row] ?? 0) * (values[n] ?? 0);
  }
  return sum;
}

/** The features that occur in at least two scenarios: one that occurs in a single one says nothing of others. */
function listRows(examples: Example[]): Map<number, number> {
  const seen = new Map<number, string>();
  const rows = new Map<number, number>();
  for (const { comment, passages } of examples) {
    for (const hash of passages.flatMap(({ hashes }) => hashes)) {
      const scenario = seen.get(hash);
      if (scenario === undefined) seen.set(hash, comment.scenario);
      else if (scenario !== comment.scenario && !rows.has(hash)) rows.set(hash, rows.size);
    }
  }
  return rows;
}

function toSparse(vectors: TextVector[], rows: Map<number, number>): SparseRows {
  const starts = [0];
  const columns: number[] = [];
  const values: number[] = [];
  for (const vector of vectors) {
    for (const [n, hash] of vector.hashes.entries()) {
      const row = rows.get(hash);
      if (row === undefined) continue;
      columns.push(row);
      values.push(vector.values[n] ?? 0);
    }
    starts.push(columns.length);
  }
  return {
    starts: Int32Array.from(starts),
    columns: Int32Array.from(columns),
    values: Float32Array.from(values),
    width: rows.size,
  };
}
