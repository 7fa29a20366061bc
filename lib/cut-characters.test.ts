import { expect, test } from "vitest";
import { cutCharacters } from "./cut-characters.ts";
import { toLine } from "./feed/plain-text.ts";

test.each([
  ["a short text stays", "abc", 3, "abc"],
  ["no half of a surrogate pair", "ab😀", 3, "ab"],
  ["no letter without its mark", "ab\u0065\u0301", 3, "ab"],
  ["no part of a joined emoji", "a👩‍🚀", 4, "a"],
])("cuts %s", (_what, text, max, cut) => {
  expect(cutCharacters(text, max)).toBe(cut);
});

test("cuts a run of joined characters that is longer than any letter", () => {
  expect(cutCharacters("\u0301".repeat(1_000), 500).length).toBeGreaterThan(470);
});

test("a feed's line is cut after a whole character, without a space at its end", () => {
  expect(toLine("un mot 👩‍🚀", 9)).toBe("un mot");
});
