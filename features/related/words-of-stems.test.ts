import { expect, test } from "vitest";
import { findWordsOfStems } from "./words-of-stems.ts";

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
