import { expect, test } from "vitest";
import { createLexicon } from "./lexicon.ts";
import { createModel, type ModelSummary, modelOutputs, toPercentages } from "./model.ts";
import { splitIntoSentences } from "./tokens.ts";
import { toVector } from "./vector.ts";

const width = modelOutputs.length;
const even = { slope: 1, offset: 0 };
const calibration = { own: even, leading: even };
const summary: ModelSummary = {
  source: "",
  biases: modelOutputs.map(() => 1),
  scales: modelOutputs.map((_, output) => output + 1),
  calibration: { insult: calibration, hate: calibration, threat: calibration, sexual: calibration, spam: calibration },
};

test("finds each feature, and none that it does not know", () => {
  const hashes = Array.from({ length: 500 }, (_, n) => Math.imul(n + 1, 0x9e3779b1) | 0).sort((a, b) => a - b);
  const packed = Buffer.alloc(hashes.length * (4 + width));
  for (const [row, hash] of hashes.entries()) {
    packed.writeInt32LE(hash, row * 4);
    packed.writeInt8((row % 255) - 127, hashes.length * 4 + row * width);
  }
  const model = createModel(summary, packed, createLexicon([]));
  expect(hashes.map(model.findRow)).toEqual(hashes.map((_, row) => row));
  expect(hashes.map((hash) => model.findRow(hash ^ 1))).toEqual(hashes.map(() => -1));
});

test("adds up a passage as its vector says", () => {
  const lexicon = createLexicon(["A!: un deux", "B: trois"]);
  const sentences = splitIntoSentences(
    "Un deux trois quatre. Un deux deux ! « Trois »",
    [{ start: 0, end: 8 }],
    lexicon,
  );
  const vector = toVector(sentences);
  const packed = Buffer.alloc(vector.hashes.length * (4 + width));
  const ascending = [...vector.hashes.entries()].sort(([, a], [, b]) => a - b);
  for (const [row, [number, hash]] of ascending.entries()) {
    packed.writeInt32LE(hash, row * 4);
    for (let output = 0; output < width; output += 1)
      packed.writeInt8(((number * 7 + output) % 255) - 127, vector.hashes.length * 4 + row * width + output);
  }
  const { sums } = createModel(summary, packed, lexicon).sumPassage(sentences);
  for (const [output, sum] of sums.entries()) {
    const expected = vector.values.reduce(
      (all, value, row) => all + (value * (((row * 7 + output) % 255) - 127)) / 127,
      0,
    );
    expect(sum).toBeCloseTo(1 + expected * (output + 1), 6);
  }
});

test("adds what it thinks of the text in general to the class that fits best, and to no other", () => {
  const percentages = toPercentages([1, 0.5, -3, -3, 0, 2], summary.calibration);
  expect(percentages).toEqual({ insult: 95, hate: 62, threat: 4, sexual: 4, spam: 50 });
});
