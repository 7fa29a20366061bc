import { expect, test } from "vitest";
import { toText } from "../html/text.ts";
import { parseMarkdown } from "./parse.ts";
import { maxDepth } from "./structure.ts";

const words = Array.from({ length: 60 }, (_, n) => `word${n}`);

/** The same words, nested ever deeper: by markers, by indentation, by both. */
const deeper: [string, (depth: number) => string][] = [
  ["marks", (depth) => words.map((word, n) => `${"> ".repeat(n % depth)}${word}`).join("\n\n")],
  ["indentation", (depth) => words.map((word, n) => `${"  ".repeat(n % depth)}- ${word}`).join("\n")],
  ["wide indentation", (depth) => words.map((word, n) => `${"   ".repeat(n % depth)}1. ${word}`).join("\n")],
  ["both", (depth) => words.map((word, n) => `> ${"  ".repeat(n % depth)}- > ${word}`).join("\n")],
];

test.each(deeper)("loses no text nested deeply in %s: it is kept completely or refused", (_what, make) => {
  const outcomes = Array.from({ length: 60 }, (_, depth) => {
    const tree = parseMarkdown(make(depth + 1), "shown");
    if (!tree) return "refused";
    for (const word of words) expect(toText(tree)).toContain(word);
    return "kept";
  });
  expect(new Set(outcomes)).toEqual(new Set(["kept", "refused"]));
});

test("keeps lists nested by a person as they are", () => {
  expect(parseMarkdown("- a\n  - b\n    - c\n      - d\n        > e", "shown")).toBeDefined();
  expect(parseMarkdown(`${"> ".repeat(maxDepth - 2)}x`, "shown")).toBeDefined();
});

test.each([
  ["www.exemple.test/a, fin", "http://www.exemple.test/a"],
  ["(voir https://fr.wikipedia.org/wiki/A_(b))", "https://fr.wikipedia.org/wiki/A_(b)"],
  ["écrire à moi@exemple.test.", "mailto:moi@exemple.test"],
])("links the address in %j to %s", (text, href) => {
  expect(JSON.stringify(parseMarkdown(text, "shown"))).toContain(`"href":"${href}"`);
});

test.each(["exemple.com", "ftp://a.test", "//a.test", "a.b", "xwww.exemple.test"])("%j is not a link", (text) => {
  expect(JSON.stringify(parseMarkdown(text, "shown"))).not.toContain("href");
});

test("shows a table in a comment as typed, because a comment has none", () => {
  const table = "| Banque | Taux |\n|---|---|\n| A | 45 % |";
  expect(toText(parseMarkdown(table, "shown") ?? { type: "root", children: [] })).toContain("| A | 45 % |");
  expect(JSON.stringify(parseMarkdown(table, "pasted"))).toContain('"tagName":"table"');
});
