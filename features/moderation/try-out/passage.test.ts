import { expect, test } from "vitest";
import { excerptAround } from "./passage.ts";

const filler = (n: number) => Array.from({ length: n }, (_, index) => `mot${index}`).join(" ");

test.each([
  ["a short text whole, on one line", "Un  avis\net sa suite", "avis", "Un avis et sa suite"],
  ["the beginning without a word", `${filler(60)} fin`, "", /^mot0 mot1 .*…$/],
  [
    "the passage around the word, from the start of a word",
    `${filler(60)} Zorglub ${filler(60)}`,
    "zorglub",
    /^…mot\d+ .*Zorglub mot0.*…$/,
  ],
  ["the end of the text", `${filler(60)} zorglub`, "zorglub", /^…mot\d+ .*zorglub$/],
  ["the beginning, if the text writes the word otherwise", `${filler(60)} z0rglub`, "zorglub", /^mot0 /],
])("cuts %s", (_what, text, words, expected) => {
  const passage = excerptAround(text, [{ values: { words } }, { values: {} }]);
  expect(passage).toMatch(expected);
  expect(passage.length).toBeLessThanOrEqual(242);
});
