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
  expect(words).toEqual(["gain14", "gain13", "gain12", "gain11", "gain10"]);
});

test("names the words that weighed most, without stop words", () => {
  const { words } = scoreSpam(
    [
      ["pour", { approved: 0, refused: 60 }],
      ["casino", { approved: 0, refused: 40 }],
      ["table", { approved: 10, refused: 13 }],
    ],
    examples,
  );
  expect(words).toEqual(["casino"]);
});

test("good words around an advertisement do not outweigh it", () => {
  const spam = Array.from({ length: 8 }, (_, n): [string, WordCounts] => [`gain${n}`, { approved: 1, refused: 20 }]);
  const good = Array.from({ length: 60 }, (_, n): [string, WordCounts] => [`mot${n}`, { approved: 40, refused: 2 }]);
  expect(scoreSpam(good, examples).score).toBeLessThan(0.01);
  expect(scoreSpam([...spam, ...good], examples).score).toBeGreaterThan(0.3);
});

test.each<[string, WordCounts]>([
  ["few refusals", { approved: 20_000, refused: 60 }],
  ["few approvals", { approved: 60, refused: 20_000 }],
])("with %s a rare word that only the larger kind contains says hardly anything", (_what, counts) => {
  const rare = { approved: counts.approved > 60 ? 3 : 0, refused: counts.refused > 60 ? 3 : 0 };
  const words = Array.from({ length: 15 }, (_, n): [string, WordCounts] => [`mot${n}`, rare]);
  const { score } = scoreSpam(words, counts);
  expect(score).toBeGreaterThan(0.4);
  expect(score).toBeLessThan(0.6);
});

test("a few accounts whose many refused comments are full of usual words do not make these words of spam", () => {
  const usual = Array.from({ length: 200 }, (_, n) => `usuel${n}`);
  const some = (from: number) => Array.from({ length: 12 }, (_, n) => usual[(from * 7 + n * 13) % 200] ?? "");
  const learnt = emptySpamModel();
  for (let id = 0; id < 400; id += 1) trainOn(learnt, { id, author: id, refused: false, words: some(id) });
  for (let id = 400; id < 460; id += 1) trainOn(learnt, { id, author: id, refused: true, words: ["casino", "gagnez"] });
  const scoreOf = (words: string[]) =>
    scoreSpam(
      words.map((word) => [word, learnt.words.get(word) ?? { approved: 0, refused: 0 }]),
      learnt.examples,
    ).score;
  expect(scoreOf(some(5))).toBeLessThan(0.5);
  for (let id = 460; id < 550; id += 1)
    trainOn(learnt, {
      id,
      author: id % 3,
      refused: true,
      words: [0, 1, 2, 3, 4].flatMap((more) => some(id * 5 + more)),
    });
  expect(learnt.examples).toEqual({ approved: 400, refused: 63 });
  expect(scoreOf(some(5))).toBeLessThan(0.6);
  expect(scoreOf(["casino", "gagnez"])).toBeGreaterThan(0.75);
});

test("three comments of one author count for a word until three people have used it", () => {
  const learnt = emptySpamModel();
  const teach = (author: number, times: number) => {
    for (let id = 0; id < times; id += 1) trainOn(learnt, { id, author, refused: false, words: ["casino"] });
    return learnt.words.get("casino")?.approved;
  };
  expect(teach(1, 40)).toBe(3);
  expect(teach(2, 40)).toBe(6);
  expect(teach(1, 40)).toBe(6);
  expect(teach(3, 1)).toBe(7);
  expect(teach(1, 40)).toBe(47);
  trainOn(learnt, { id: 1, author: 1, refused: true, words: ["casino"] });
  expect(learnt.words.get("casino")?.refused).toBe(1);
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
    trainOn(learnt, {
      id,
      author: id,
      refused: false,
      words: ["même", ...Array.from({ length: 500 }, (_, n) => `m${id}x${n}`)],
    });
  expect(learnt.words.size).toBeLessThanOrEqual(50_000);
  expect(learnt.words.get("même")).toEqual({ approved: 130, refused: 0 });
});

test("computes precision and recall", () => {
  const learnt = emptySpamModel();
  for (let id = 0; id < 20; id += 1) {
    trainOn(learnt, { id, author: id, refused: true, words: ["casino", "gagnez"] });
    trainOn(learnt, { id, author: id, refused: false, words: ["correctif", "serveur"] });
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
    trainOn(learnt, { id, author: id, refused: id % 4 !== 0, words: ["offre"] });
    trainOn(learnt, { id, author: id, refused: false, words: ["correctif"] });
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
