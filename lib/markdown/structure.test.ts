import { expect, test } from "vitest";
import { isWithinBounds, maxDepth, measureStructure } from "./structure.ts";

test.each([
  ["words alone", { depth: 0, markers: 0, delimiterRuns: 0, brackets: 0, cells: 0 }],
  ["> - 1. cited", { depth: 3 }],
  [">>>- a\n- b", { depth: 4, markers: 5 }],
  ["* * * * * * * * * * * * * * * * * * * * * * * * * *", { depth: 0 }],
  ["-5 degrees, 1.5 kg and *emphasis*", { depth: 0, delimiterRuns: 2 }],
  ["**a** __b__ ~~c~~ `d` snake_case", { delimiterRuns: 9 }],
  ["[a](b) [c]", { brackets: 4 }],
  ["|a|b|\n|-|-|\n|1|2|\n|3|\n\nfin", { cells: 16 - 4 }],
])("%j", (text, expected) => {
  expect(measureStructure(text)).toMatchObject(expected);
});

test("a text that somebody wrote is within the bounds, however long", () => {
  const text = "- un *mot* et un [lien](https://a.test)\n  > cité `ici`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n".repeat(
    100,
  );
  expect(isWithinBounds(measureStructure(text))).toBe(true);
});

test.each([
  ["lists in lists", `${"* ".repeat(maxDepth + 1)}x`],
  ["quotations in quotations", `${">".repeat(maxDepth + 1)}x`],
  ["numbers in lists in quotations", `${"> - 1. ".repeat(maxDepth)}x`],
  ["many points", "- a\n".repeat(2_500)],
  ["emphasis", "*_".repeat(5_000)],
  ["brackets", "[".repeat(5_000)],
  ["a table filled up", `${"|-".repeat(500)}|\n${"a\n".repeat(50)}`],
])("too many %s are beyond them", (_what, text) => {
  expect(isWithinBounds(measureStructure(text))).toBe(false);
});
