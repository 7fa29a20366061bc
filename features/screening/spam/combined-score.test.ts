import { expect, test } from "vitest";
import { harmlessComment } from "../screening-fixtures.ts";
import { combineSpamScore } from "./combined-score.ts";
import type { WordCounts } from "./score.ts";

const signals = (percent: number, points = 0) => ({
  tone: { ...harmlessComment.signals.tone, spam: { percent, words: percent > 50 ? ["casino"] : [] } },
  spamPatterns: { ...harmlessComment.signals.spamPatterns, points },
});
const site = (examples: number, counts: WordCounts) => ({
  examples: { approved: examples, refused: examples },
  words: [["offre", counts]] as [string, WordCounts][],
});
const [forSpam, against] = [
  { approved: 0, refused: 40 },
  { approved: 40, refused: 0 },
];
const score = (...given: Parameters<typeof combineSpamScore>) => combineSpamScore(...given).score * 100;

test("is the built-in model's score until the site has decided, raised by marks of advertising", () => {
  expect(score(signals(80), undefined, 50)).toBeCloseTo(80, 5);
  expect(score(signals(30, 2), undefined, 50)).toBeGreaterThan(50);
  expect(score(signals(30, -2), undefined, 50)).toBeCloseTo(30, 5);
  expect(combineSpamScore(signals(80), undefined, 50).words).toEqual(["casino"]);
});

test("does not follow the built-in model alone where it guesses: at links and very short texts", () => {
  const { tone, spamPatterns } = signals(99);
  const guessed = { tone, spamPatterns: { ...spamPatterns, fitsModel: false } };
  expect(score(guessed, undefined, 50)).toBeCloseTo(50, 5);
  expect(score({ ...guessed, spamPatterns: { ...guessed.spamPatterns, points: 2.5 } }, undefined, 50)).toBeGreaterThan(
    75,
  );
});

test("follows the site's decisions the more the more there are, in both directions", () => {
  const wrongAlarm = [5, 50, 500, 5_000].map((examples) => score(signals(90), site(examples, against), 50));
  expect(wrongAlarm).toEqual(wrongAlarm.toSorted((a, b) => b - a));
  expect(wrongAlarm[0]).toBeGreaterThan(75);
  expect(wrongAlarm[3]).toBeLessThan(10);
  const missed = [5, 50, 500, 5_000].map((examples) => score(signals(5), site(examples, forSpam), 50));
  expect(missed).toEqual(missed.toSorted((a, b) => a - b));
  expect(missed[0]).toBeLessThan(20);
  expect(missed[3]).toBeGreaterThan(75);
});

test("says nothing new where the site knows no word of the text, and names the site's words first once they count more", () => {
  const unknown = { examples: { approved: 900, refused: 900 }, words: [] };
  expect(score(signals(90), unknown, 50)).toBeCloseTo(90, 5);
  expect(combineSpamScore(signals(90), site(40, forSpam), 50).words).toEqual(["casino", "offre"]);
  expect(combineSpamScore(signals(90), site(60, forSpam), 50).words).toEqual(["offre", "casino"]);
});
