import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { presets } from "#features/settings/schema.ts";
import { extractWords } from "./score.ts";
import { createEvaluator, emptySpamModel, trainOn } from "./training.ts";

/**
 * Comments as they come to a French site about computer security, written for this test and labelled by hand before the score ever saw
 * them: one a line. Each part is tried by a score that learnt from the others.
 */
const labelled = (["approved", "refused"] as const).flatMap((kind) =>
  readFileSync(new URL(`labelled-examples/${kind}.txt`, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((text, n) => ({ id: n, refused: kind === "refused", words: extractWords(text, []), text })),
);
const parts = 5;

function tryPart(apart: number) {
  const learnt = emptySpamModel();
  for (const example of labelled) if (example.id % parts !== apart) trainOn(learnt, example);
  const attempt = createEvaluator(learnt, presets["moderation.spamScore"] / 100);
  for (const example of labelled) if (example.id % parts === apart) attempt.attempt(example);
  return attempt.figures();
}

test("on comments kept apart nobody honest is called a spammer, and most spam is found", () => {
  const figures = Array.from({ length: parts }, (_, part) => tryPart(part));
  expect(figures.reduce((sum, { tested }) => sum + tested.approved + tested.refused, 0)).toBe(labelled.length);
  expect(figures.map(({ precision }) => precision)).toEqual(figures.map(() => 1));
  const found = figures.reduce((sum, { tested, recall }) => sum + tested.refused * (recall ?? 0), 0);
  const spam = labelled.filter(({ refused }) => refused).length;
  // Two thirds, learnt from 37 examples.
  expect(found / spam).toBeGreaterThan(0.6);
});
