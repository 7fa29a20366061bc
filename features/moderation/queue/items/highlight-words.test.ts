import { expect, test } from "vitest";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { createListFinder } from "#lib/words/word-finder.ts";
import { findSpans, highlightWords } from "./highlight-words.ts";

const finder = createListFinder("gratuit\ncrypto argent\nbit-recover.example");

test.each([
  ["rien à voir ici", []],
  ["un outil gratuit, vraiment", ["gratuit"]],
  ["notre outil g r a t u i t ici", ["g r a t u i t"]],
  ["GR4TU1T et grátuit", ["GR4TU1T", "grátuit"]],
  ["du crypto argent gratuit", ["crypto argent", "gratuit"]],
  ["voir bit-recover.example.", ["bit-recover.example"]],
  ["gratuité", []],
])("finds the spans in %j", (text, found) => {
  expect(findSpans(text, finder).map(([start, end]) => text.slice(start, end))).toEqual(found);
});

test("inserts marks into the tree, inside links too", () => {
  const html = '<p>Un <a href="https://x.test">outil gratuit</a>, g r a t u i t.</p>';
  expect(toHtml(highlightWords(parseHtml(html), finder))).toBe(
    '<p>Un <a href="https://x.test">outil <mark>gratuit</mark></a>, <mark>g r a t u i t</mark>.</p>',
  );
  expect(toHtml(highlightWords(parseHtml(html), createListFinder("")))).toBe(html);
});
