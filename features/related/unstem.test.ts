import { expect, test } from "vitest";
import { unstemWords } from "./unstem.ts";

test.each([
  [["souverainet", "donne"], "Souveraineté : vos Données", ["souveraineté", "données"]],
  [["mot", "fair"], "Le mot à faire", []],
  [["absent"], "Un autre texte", []],
  [["routeur", "routeur"], "Routeurs, routeur", ["routeurs"]],
  [[], "Texte", []],
])("finds %j in %j: %j", (stems, text, words) => {
  expect(unstemWords(stems, text)).toEqual(words);
});
