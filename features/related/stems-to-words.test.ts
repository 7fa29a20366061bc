import { expect, test } from "vitest";
import { stemsToWords } from "./stems-to-words.ts";

test.each([
  [["souverainet", "donne"], "Souveraineté : vos Données", ["souveraineté", "données"]],
  [["mot", "fair"], "Le mot à faire", []],
  [["absent"], "Un autre texte", []],
  [["routeur", "routeur"], "Routeurs, routeur", ["routeurs"]],
  [[], "Texte", []],
])("finds %j in %j: %j", (stems, text, words) => {
  expect(stemsToWords(stems, text)).toEqual(words);
});
