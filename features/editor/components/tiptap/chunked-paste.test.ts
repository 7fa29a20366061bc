import type { EditorState } from "@tiptap/pm/state";
import { describe, expect, test } from "vitest";
import { canPasteInChunks, finishChunks, insertChunk, insertFirstChunk } from "./chunked-paste.ts";
import { parsePastedHtml, toOpenSlice } from "./paste-handlers.ts";
import { opened, schema, undone, written } from "./tiptap-testing.ts";

function inParts(state: EditorState, html: string, size: number): EditorState {
  const { of, part } = parsePastedHtml(html);
  const first = insertFirstChunk(state, part(0, size));
  let now = state.apply(first.tr);
  let { point } = first;
  for (let from = size; from < of; from += size) {
    const made = insertChunk(now, point, part(from, from + size));
    now = now.apply(made.tr);
    point = made.point;
  }
  return now.apply(finishChunks(now, point));
}

function atOnce(state: EditorState, html: string): EditorState {
  const { of, part } = parsePastedHtml(html);
  return state.apply(state.tr.replaceSelection(toOpenSlice(schema, part(0, of))));
}

const lines = "<p>Un.</p><p>Deux.</p><p>Trois.</p><p>Quatre.</p><p>Cinq.</p>";
const mixed = "<h2>Titre</h2><p>Un.</p><ul><li>A</li><li>B</li></ul><p>Deux.</p><h3>Fin</h3>";

describe("a text pasted in chunks", () => {
  test.each([
    ["in the middle of a line", "<p>Avant| après.</p><p>Suite.</p>"],
    ["at the end of the text", "<p>Avant.|</p>"],
    ["at the beginning", "<p>|Avant.</p>"],
    ["in a list's item", "<ul><li><p>Avant| après</p></li><li><p>Autre</p></li></ul>"],
    ["in a quotation", "<blockquote><p>Avant| après</p></blockquote><p>Suite.</p>"],
  ])("equals one pasted at once: %s", (_, body) => {
    for (const pasted of [lines, mixed])
      for (const size of [1, 2, 5]) {
        const state = opened(body);
        expect(canPasteInChunks(state)).toBe(true);
        expect(written(inParts(state, pasted, size)), `${size} at a time`).toBe(written(atOnce(state, pasted)));
      }
  });

  test("is undone in one step", () => {
    const state = opened("<p>Avant| après.</p>");
    expect(written(undone(inParts(state, lines, 2)))).toBe("<p>Avant après.</p>");
  });

  test("leaves the cursor behind it", () => {
    const now = inParts(opened("<p>Avant| après.</p>"), lines, 2);
    expect(written(now.apply(now.tr.insertText("|")))).toContain("<p>Cinq.| après.</p>");
  });

  test.each([
    ["<p>Avant|</p>", "<p>|</p>"],
    ["<p>Avant| après.</p>", "<p>| après.</p>"],
  ])("leaves the cursor below a figure at its end: %s", (body, last) => {
    const picture = '<figure><img src="/media/0123456789abcdef01234567" alt="a"></figure>';
    const now = inParts(opened(body), `${lines}${picture}`, 2);
    const html = written(now.apply(now.tr.insertText("|")));
    expect(html.endsWith(`</figure>\n${last}`), html).toBe(true);
  });

  test("is not split where no block is allowed", () => {
    const state = opened(
      '<figure><img src="/media/0123456789abcdef01234567" alt="a"><figcaption>Un| mot</figcaption></figure>',
    );
    expect(canPasteInChunks(state)).toBe(false);
  });
});
