import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadToneModel } from "#features/screening/tone/model.ts";
import { readScores } from "./stored-scores.ts";
import { hashSources, readTrainingComments } from "./training-comments.ts";

test("the weights are those of the comments, the lexicon and the code that are here: run train.ts after a change", () => {
  expect(loadToneModel().summary.source).toBe(hashSources());
  expect(readScores()).toHaveLength(readTrainingComments().length);
});

test("the weights stay small", () => {
  const file = join(import.meta.dirname, "../../../features/screening/tone/weights.bin");
  expect(readFileSync(file).byteLength).toBeLessThan(2_000_000);
});
