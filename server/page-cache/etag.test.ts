import { expect, test } from "vitest";
import { etagOf, hashContent, matchesEtag } from "./etag.ts";

const print = hashContent("a body");

test("gives each encoding its own entity tag, and matches any of them", () => {
  const tags = [etagOf(print, "identity"), etagOf(print, "gzip"), etagOf(print, "br")];
  expect(new Set(tags).size).toBe(3);
  for (const tag of tags) expect(matchesEtag(tag, print)).toBe(true);
});

test.each([
  ["*", true],
  [`W/"${print}"`, true],
  [`"other", W/"${print}-br" , "x"`, true],
  [`"other"`, false],
  [`"${print}x"`, false],
  [print, false],
  ["", false],
  [undefined, false],
  ['"', false],
])("%s", (header, expected) => {
  expect(matchesEtag(header, print)).toBe(expected);
});
