import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadToneModel } from "#features/screening/tone/model.ts";
import { hashSources, readLabelledComments } from "./labelled-comments.ts";
import { readScores } from "./stored-scores.ts";

test("the weights are those of the comments, the lexicon and the code that are here: run train.ts after a change", () => {
  expect(loadToneModel().summary.source).toBe(hashSources());
  expect(readScores()).toHaveLength(readLabelledComments().length);
});

test("the weights stay small", () => {
  const file = join(import.meta.dirname, "../../../features/screening/tone/weights.bin");
  expect(readFileSync(file).byteLength).toBeLessThan(2_000_000);
});

test("each comment has known labels, and is good or not", () => {
  const known = new Set(["ok", "insult", "hate", "threat", "sexual", "spam", "personal"]);
  const strange = readLabelledComments().filter(
    ({ labels, text }) =>
      text.trim() === "" || [...labels].some((label) => !known.has(label)) || (labels.has("ok") && labels.size > 1),
  );
  expect(strange).toEqual([]);
});
