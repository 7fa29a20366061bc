import { expect, test } from "vitest";
import { countSentences, countSyllables, readabilityScore, splitWords } from "./readability.ts";

test.each([
  ["table", 1],
  ["ville", 1],
  ["chat", 1],
  ["les", 1],
  ["le", 1],
  ["rue", 1],
  ["maison", 2],
  ["quatre", 1],
  ["langue", 1],
  ["question", 2],
  ["année", 2],
  ["idées", 2],
  ["théâtre", 2],
  ["noël", 2],
  ["réel", 2],
  ["poème", 2],
  ["voyage", 2],
  ["payer", 2],
  ["ordinateur", 4],
  ["cybersécurité", 6],
  ["beau", 1],
  ["eau", 1],
  ["œuvre", 1],
  ["aïeul", 2],
  ["école", 2],
  ["guerre", 1],
  ["hôpital", 3],
  ["créer", 2],
  ["tsst", 1],
])("counts for %s %i syllables", (word, count) => {
  expect(countSyllables(word)).toBe(count);
});

test("splits words at hyphens and apostrophes, and gives elided ones no syllable", () => {
  expect(splitWords("L’hôpital rouvre-t-il aujourd’hui ?")).toEqual([
    "hôpital",
    "rouvre",
    "t",
    "il",
    "aujourd’",
    "hui",
  ]);
});

test.each([
  ["Un. Deux ! Trois ?", 3],
  ["M. Dupont et J. Martin sont là.", 1],
  ["Il a dit « Oui. » Elle aussi.", 2],
  ["Un titre\nUne phrase. Une autre.", 3],
  ["Version 2.5 de l’outil.", 1],
  ["Et puis… Rien.", 2],
  ["", 1],
])("counts for %j %i sentences", (text, count) => {
  expect(countSentences(text)).toBe(count);
});

const easy = "Le chat dort. Il a bu son lait. La porte est là. Le vent la bat. Je vais voir. Tu viens ? ".repeat(8);
const hard =
  "L’institutionnalisation progressive des mécanismes interministériels de coordination réglementaire, conjuguée à l’hétérogénéité caractéristique des administrations déconcentrées, complexifie considérablement l’opérationnalisation des dispositifs d’accompagnement personnalisé. ".repeat(
    8,
  );

test("rates short words in short sentences as easy, a ministry's as hard, and a short text not at all", () => {
  expect(readabilityScore(easy)).toBeGreaterThan(100);
  expect(readabilityScore(hard)).toBeLessThan(0);
  expect(readabilityScore("Trop peu de mots.")).toBeUndefined();
});

test("computes the formula of Kandel and Moles", () => {
  // 120 monosyllables in sentences of ten words.
  const text = "Le chat dort là et le chien court au parc. ".repeat(12);
  expect(splitWords(text)).toHaveLength(120);
  expect(readabilityScore(text)).toBeCloseTo(207 - 1.015 * 10 - 73.6, 6);
});

// Without bounds on repetition this would take hours.
test.each([".", "! ", " ", "é", "«", "a’", "A. "])("reads a text of nothing but %j to its end", (part) => {
  expect(countSentences(`mot${part.repeat(300_000)}`)).toBeGreaterThan(0);
  expect(() => readabilityScore(part.repeat(300_000))).not.toThrow();
});
