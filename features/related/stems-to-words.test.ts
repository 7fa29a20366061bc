import { expect, test } from "vitest";
import { findWordsOfStems, stemsToWords } from "./stems-to-words.ts";

test.each([
  [["souverainet", "donne"], "Souveraineté : vos Données", ["souveraineté", "données"]],
  [["mot", "fair"], "Le mot à faire", []],
  [["absent"], "Un autre texte", []],
  [["routeur", "routeur"], "Routeurs, routeur", ["routeurs"]],
  [[], "Texte", []],
])("finds %j in %j: %j", (stems, text, words) => {
  expect(stemsToWords(stems, text)).toEqual(words);
});

test("names stems by the shortest words of a text", () => {
  const words = findWordsOfStems(
    ["pass", "boit", "pag", "absent"],
    "Boîtes, boîte ; des passages, un mot de passe. Page",
  );
  expect([...words]).toEqual([
    ["pass", "passe"],
    ["boit", "boîte"],
    ["pag", "page"],
  ]);
  expect(findWordsOfStems(["mot"], "")).toEqual(new Map());
});
