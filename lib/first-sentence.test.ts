import { expect, test } from "vitest";
import { firstSentence } from "./first-sentence.ts";

test.each([
  ["", ""],
  ["Un titre sans point", "Un titre sans point"],
  ["Le jeudi, les machines tournent. Entre les deux : un cahier.", "Le jeudi, les machines tournent."],
  ["Qui a encore peur du tableur ? Presque personne.", "Qui a encore peur du tableur ?"],
  ["Il a payé 3.5 millions. Puis rien.", "Il a payé 3.5 millions."],
])("%j", (text, sentence) => {
  expect(firstSentence(text, "fr")).toBe(sentence);
});

test("reads no more of an endless text than it needs", () => {
  expect(firstSentence("mot ".repeat(100_000), "en").length).toBeLessThanOrEqual(2_000);
});
