import { getSchema } from "@tiptap/core";
import { history, undo } from "@tiptap/pm/history";
import { Node } from "@tiptap/pm/model";
import { EditorState, TextSelection } from "@tiptap/pm/state";
import { describe, expect, test } from "vitest";
import { bodyNodes } from "#features/newsroom/document/nodes.ts";
import { readBody } from "#features/newsroom/document/read.ts";
import { writeBody } from "#features/newsroom/document/write.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { openSlice, pastedHtml } from "./pasting.ts";
import { addPart, beginParts, endParts, takesParts } from "./pasting-parts.ts";

const schema = getSchema(bodyNodes);

/** A body with the cursor where the first "|" stands. */
function opened(html: string): EditorState {
  const doc = Node.fromJSON(schema, readBody(parseHtml(html)).document);
  let at = 0;
  doc.descendants((node, pos) => {
    if (node.isText && node.text?.includes("|")) at = pos + node.text.indexOf("|");
  });
  const state = EditorState.create({ doc, plugins: [history()] });
  const tr = state.tr.delete(at, at + 1).setMeta("addToHistory", false);
  return state.apply(tr.setSelection(TextSelection.create(tr.doc, at)));
}

const written = (state: EditorState) => writeBody(state.doc.toJSON());

function inParts(state: EditorState, html: string, size: number): EditorState {
  const { of, part } = pastedHtml(html);
  const first = beginParts(state, part(0, size));
  let now = state.apply(first.tr);
  let { place } = first;
  for (let from = size; from < of; from += size) {
    const made = addPart(now, place, part(from, from + size));
    now = now.apply(made.tr);
    place = made.place;
  }
  return now.apply(endParts(now, place));
}

function atOnce(state: EditorState, html: string): EditorState {
  const { of, part } = pastedHtml(html);
  return state.apply(state.tr.replaceSelection(openSlice(schema, part(0, of))));
}

const lines = "<p>Un.</p><p>Deux.</p><p>Trois.</p><p>Quatre.</p><p>Cinq.</p>";
const mixed = "<h2>Titre</h2><p>Un.</p><ul><li>A</li><li>B</li></ul><p>Deux.</p><h3>Fin</h3>";

describe("a text that is pasted in parts is the one that is pasted at once", () => {
  test.each([
    ["in the middle of a line", "<p>Avant| après.</p><p>Suite.</p>"],
    ["at the end of the text", "<p>Avant.|</p>"],
    ["at the beginning", "<p>|Avant.</p>"],
    ["in a list's item", "<ul><li><p>Avant| après</p></li><li><p>Autre</p></li></ul>"],
    ["in a quotation", "<blockquote><p>Avant| après</p></blockquote><p>Suite.</p>"],
  ])("%s", (_, body) => {
    for (const pasted of [lines, mixed])
      for (const size of [1, 2, 5]) {
        const state = opened(body);
        expect(takesParts(state)).toBe(true);
        expect(written(inParts(state, pasted, size)), `${size} at a time`).toBe(written(atOnce(state, pasted)));
      }
  });

  test("it is taken back in one step", () => {
    const state = opened("<p>Avant| après.</p>");
    let now = inParts(state, lines, 2);
    undo(now, (tr) => {
      now = now.apply(tr);
    });
    expect(written(now)).toBe("<p>Avant après.</p>");
  });

  test("the cursor stands behind it", () => {
    const now = inParts(opened("<p>Avant| après.</p>"), lines, 2);
    expect(written(now.apply(now.tr.insertText("|")))).toContain("<p>Cinq.| après.</p>");
  });

  test("where no block may stand it is not taken apart", () => {
    const state = opened(
      '<figure><img src="/media/0123456789abcdef01234567" alt="a"><figcaption>Un| mot</figcaption></figure>',
    );
    expect(takesParts(state)).toBe(false);
  });
});
