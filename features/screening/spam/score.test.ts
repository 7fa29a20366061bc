import { expect, test } from "vitest";
import { harmlessComment } from "../screening-fixtures.ts";
import { extractWords, scoreSpam, type WordCounts } from "./score.ts";
import { createEvaluator, emptySpamModel, trainOn } from "./training.ts";

const { signals } = harmlessComment;
const examples = { approved: 100, refused: 100 };
test.each<[string, [string, WordCounts][], number, string[]]>([
  ["no known word", [], 0.5, []],
  ["a word seen twice says nothing", [["rare", { approved: 0, refused: 2 }]], 0.5, []],
  ["as often here as there", [["le", { approved: 50, refused: 50 }]], 0.5, []],
  ["only in refused ones", [["casino", { approved: 0, refused: 40 }]], 0.976, ["casino"]],
  ["only in approved ones", [["correctif", { approved: 40, refused: 0 }]], 0.024, []],
])("%s", (_what, words, score, against) => {
  const scored = scoreSpam(words, examples);
  expect(scored.score).toBeCloseTo(score, 2);
  expect(scored.words).toEqual(against);
});

test("scores by the fifteen most informative words", () => {
  const plain = Array.from({ length: 500 }, (_, n): [string, WordCounts] => [`mot${n}`, { approved: 21, refused: 20 }]);
  const telling = Array.from({ length: 15 }, (_, n): [string, WordCounts] => [
    `gain${n}`,
    { approved: 0, refused: 20 + n },
  ]);
  const { score, words } = scoreSpam([...plain, ...telling], examples);
  expect(score).toBeGreaterThan(0.999);
  expect(words[0]).toBe("gain14");
  expect(words).toHaveLength(15);
});

test("extracts folded, distinct words of bounded length and number", () => {
  expect(extractWords("GAGNEZ gagnez gagn\u00e9z au C4SINO", ["vente.test"])).toEqual([
    "vente.test",
    "gagnez",
    "casino",
  ]);
  expect(extractWords(Array.from({ length: 5_000 }, (_, n) => `mot${n}x`).join(" "), [])).toHaveLength(300);
});

test("bounds the memory for any text", () => {
  const learnt = emptySpamModel();
  for (let id = 0; id < 130; id += 1)
    trainOn(learnt, { id, refused: false, words: ["même", ...Array.from({ length: 500 }, (_, n) => `m${id}x${n}`)] });
  expect(learnt.words.size).toBeLessThanOrEqual(50_000);
  expect(learnt.words.get("même")).toEqual({ approved: 130, refused: 0 });
});

test("computes precision and recall", () => {
  const learnt = emptySpamModel();
  for (let id = 0; id < 20; id += 1) {
    trainOn(learnt, { id, refused: true, words: ["casino", "gagnez"] });
    trainOn(learnt, { id, refused: false, words: ["correctif", "serveur"] });
  }
  const trial = createEvaluator(learnt, { threshold: 95, halfway: 0 });
  trial.attempt({ id: 1, refused: true, words: ["casino", "gagnez"] }, signals);
  trial.attempt({ id: 2, refused: true, words: ["correctif"] }, signals);
  trial.attempt({ id: 3, refused: false, words: ["casino", "gagnez"] }, signals);
  trial.attempt({ id: 4, refused: false, words: ["serveur"] }, signals);
  expect(trial.figures()).toMatchObject({ tested: { approved: 2, refused: 2 }, precision: 0.5, recall: 0.5 });
  expect(createEvaluator(emptySpamModel(), { threshold: 95, halfway: 0 }).figures()).toMatchObject({
    precision: null,
    recall: null,
  });
});

test("counts at several thresholds, which call the fewer the higher they are", () => {
  const learnt = emptySpamModel();
  for (let id = 0; id < 8; id += 1) {
    trainOn(learnt, { id, refused: id % 4 !== 0, words: ["offre"] });
    trainOn(learnt, { id, refused: false, words: ["correctif"] });
  }
  const trial = createEvaluator(learnt, { threshold: 75, halfway: 0 });
  trial.attempt({ id: 1, refused: true, words: ["offre"] }, signals);
  trial.attempt({ id: 2, refused: false, words: ["offre"] }, signals);
  const { thresholds } = trial.figures();
  expect(thresholds.find(({ percent }) => percent === 50)).toEqual({ percent: 50, called: 2, correct: 1 });
  expect(thresholds.find(({ percent }) => percent === 95)).toEqual({ percent: 95, called: 0, correct: 0 });
  for (const [n, { called }] of thresholds.entries())
    expect(called).toBeLessThanOrEqual(thresholds[n - 1]?.called ?? 2);
});
