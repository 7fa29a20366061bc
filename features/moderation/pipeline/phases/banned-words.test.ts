import { expect, test } from "vitest";
import { makeFinder } from "#lib/words/find-words.ts";
import { quietComment, quietContext } from "../quiet.ts";
import { bannedWords } from "./banned-words.ts";

const context = { ...quietContext, words: { ...quietContext.words, banned: makeFinder("viagra\ncrétin des Alpes") } };
test.each<[string, string, string | undefined]>([
  ["none", "Une phrase", undefined],
  ["one, disguised", "du V 1 @ G R A", undefined],
  ["one in leet", "du V1@GRA", "viagra"],
  ["one in spaced letters", "du v i a g r a", "viagra"],
  ["both", "viagra, cretin  des alpes", "viagra, crétin des Alpes"],
])("%s", (_what, text, words) => {
  const verdict = bannedWords({ ...quietComment, text }, context);
  expect(verdict?.values?.words).toBe(words);
  if (words) expect(verdict).toMatchObject({ action: "refuse", rule: "respect" });
});

test("also in an address; an empty list says nothing", () => {
  expect(bannedWords({ ...quietComment, links: ["https://viagra.example/"] }, context)).toBeDefined();
  expect(bannedWords({ ...quietComment, text: "viagra" }, quietContext)).toBeUndefined();
});
