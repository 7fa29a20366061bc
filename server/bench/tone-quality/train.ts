import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ModelSummary, modelOutputs, readLexicon } from "#features/screening/tone/model.ts";
import { calibrateClasses } from "./calibrate-classes.ts";
import { crossValidate } from "./cross-validate.ts";
import { type FittedModel, fitModel, toExample } from "./fit-model.ts";
import { writeScores } from "./stored-scores.ts";
import { hashSources, readTrainingComments } from "./training-comments.ts";

/**
 * Trains the model of tone from comments/ and writes its weights, with the cross-validated scores for evaluate.ts:
 *   node server/bench/tone-quality/train.ts
 * The same comments and code give the same weights. It takes minutes.
 */
const folder = join(import.meta.dirname, "../../../features/screening/tone");
/** Weights below this share of the output's heaviest are dropped, and features that keep none. */
const leastShare = 0.01;

// Before the comments are read: what changes meanwhile is not in the weights.
const source = hashSources();
const lexicon = readLexicon();
const examples = readTrainingComments().map((comment) => toExample(comment, lexicon));
console.log(`${examples.length} comments`);
const scored = crossValidate(examples, console.log);
const calibration = calibrateClasses(scored);
const model = fitModel(examples);
const scales = model.weights.map((weights) => weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-9));
const packed = pack(model, scales);
const summary: ModelSummary = { source, biases: model.biases, scales, calibration };
writeFileSync(join(folder, "weights.bin"), packed);
writeFileSync(join(folder, "weights.json"), format(summary));
writeScores(scored);
console.log(`${packed.byteLength} bytes`);

/** JSON as the formatter wants it: short lists on one line. */
function format(value: ModelSummary): string {
  const text = JSON.stringify(value, (_, one) => (typeof one === "number" ? Number(one.toFixed(5)) : one), 2);
  return `${text.replace(/\[\s+([^\]]*?)\s+\]/g, (_, list: string) => `[${list.replace(/\s+/g, " ")}]`)}\n`;
}

/** For each feature its hash, then for each its weights, rounded to a byte. */
function pack({ rows, weights }: FittedModel, scales: number[]): Buffer {
  const kept = [...rows]
    .map(([hash, row]) => ({
      hash,
      bytes: modelOutputs.map((_, output) => {
        const share = (weights[output]?.[row] ?? 0) / (scales[output] ?? 1);
        return Math.abs(share) < leastShare ? 0 : Math.round(share * 127);
      }),
    }))
    .filter(({ bytes }) => bytes.some((byte) => byte !== 0))
    .sort((a, b) => a.hash - b.hash);
  const packed = Buffer.alloc(kept.length * (4 + modelOutputs.length));
  for (const [n, { hash, bytes }] of kept.entries()) {
    packed.writeInt32LE(hash, n * 4);
    for (const [output, byte] of bytes.entries())
      packed.writeInt8(byte, kept.length * 4 + n * modelOutputs.length + output);
  }
  return packed;
}
