import { expect, test } from "vitest";
import { isWithinBounds, maxDepth, measureStructure } from "./structure.ts";

test.each([
  ["words alone", { depth: 0, markers: 0, delimiterRuns: 0, brackets: 0, cells: 0, underlines: 0, repeated: 0 }],
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

test("a text written by a person is within the limits, however long", () => {
  const text = "- un *mot* et un [lien](https://a.test)\n  > cité `ici`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n".repeat(
    100,
  );
  expect(isWithinBounds(measureStructure(text))).toBe(true);
});

test("a text with its links at the end is within the limits", () => {
  const links = Array.from({ length: 40 }, (_, n) => `[${n}]: https://exemple.test/un/chemin/plutot/long/${n} "Titre"`);
  expect(isWithinBounds(measureStructure(`${"Un texte [ainsi][1]. ".repeat(40)}\n\n${links.join("\n")}`))).toBe(true);
});

test.each([
  ["lists in lists", `${"* ".repeat(maxDepth + 1)}x`],
  ["quotations in quotations", `${">".repeat(maxDepth + 1)}x`],
  ["numbers in lists in quotations", `${"> - 1. ".repeat(maxDepth)}x`],
  ["many points", "- a\n".repeat(2_500)],
  ["emphasis", "*_".repeat(5_000)],
  ["underlined headings", "x\n=\n".repeat(600)],
  ["uses of a long reference", `[a]: ${"u".repeat(3_000)}\n\n${"[a]".repeat(500)}`],
  ["uses of a reference in a quotation", `> [a]: u\n> "${"t".repeat(3_000)}"\n\n${"[a]".repeat(500)}`],
  ["brackets", "[".repeat(5_000)],
  ["a table filled up", `${"|-".repeat(500)}|\n${"a\n".repeat(50)}`],
])("too many %s exceed the limits", (_what, text) => {
  expect(isWithinBounds(measureStructure(text))).toBe(false);
});
