import { expect, test } from "vitest";
import { extractWords, scoreSpam, type WordCounts } from "./score.ts";
import { createEvaluator, emptySpamModel, trainOn } from "./training.ts";

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
  const trial = createEvaluator(learnt, 0.95);
  trial.attempt({ id: 1, refused: true, words: ["casino", "gagnez"] });
  trial.attempt({ id: 2, refused: true, words: ["correctif"] });
  trial.attempt({ id: 3, refused: false, words: ["casino", "gagnez"] });
  trial.attempt({ id: 4, refused: false, words: ["serveur"] });
  expect(trial.figures()).toEqual({ tested: { approved: 2, refused: 2 }, precision: 0.5, recall: 0.5 });
  expect(createEvaluator(emptySpamModel(), 0.95).figures()).toMatchObject({ precision: null, recall: null });
});
