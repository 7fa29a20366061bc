import { Fragment, Slice } from "@tiptap/pm/model";
import type { EditorState } from "@tiptap/pm/state";
import { describe, expect, test } from "vitest";
import { readDocument } from "#features/editor/document/read-document.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toOpenSlice } from "./paste-handlers.ts";
import { insertPlainText, replaceRange } from "./paste-markdown.ts";
import { opened, openedAt, schema, undone, written, writtenWithCursor } from "./tiptap-testing.ts";

const sliceOf = (html: string) => toOpenSlice(schema, readDocument(parseHtml(html)).document.content ?? []);
const plain = "<p>## Titre</p><p>Un **mot**.</p>";
const expected = "<h2>Titre</h2><p>Un <strong>mot</strong>.</p>";

function pasted(state: EditorState, [text, markdown] = [plain, expected], between = (now: EditorState) => now) {
  const { tr, range } = insertPlainText(state, sliceOf(text));
  const before = between(state.apply(tr));
  return before.apply(replaceRange(before, range, sliceOf(markdown)));
}

describe("pasted Markdown", () => {
  test.each([
    ["<p>|</p>", "<h2>Titre</h2>\n<p>Un <strong>mot</strong>.|</p>", "<p>## Titre</p>\n<p>Un **mot**.</p>"],
    [
      "<p>Avant| après.</p>",
      "<p>Avant</p>\n<h2>Titre</h2>\n<p>Un <strong>mot</strong>.| après.</p>",
      "<p>Avant## Titre</p>\n<p>Un **mot**. après.</p>",
    ],
    [
      "<ul><li><p>Avant|</p></li></ul>",
      "<ul><li><p>Avant</p><h2>Titre</h2><p>Un <strong>mot</strong>.|</p></li></ul>",
      "<ul><li><p>Avant## Titre</p><p>Un **mot**.</p></li></ul>",
    ],
  ])("is converted in %s, and one undo restores the text", (body, done, back) => {
    const now = pasted(opened(body));
    expect(writtenWithCursor(now)).toBe(done);
    expect(written(undone(now))).toBe(back);
    expect(written(undone(undone(now)))).toBe(written(opened(body)));
  });

  test("replaces selected words, and goes after a selected block", () => {
    expect(written(pasted(opened("<p>Un |vieux| mot</p>"), ["<p>**neuf**</p>", "<p><strong>neuf</strong></p>"]))).toBe(
      "<p>Un <strong>neuf</strong> mot</p>",
    );
    const card = '<p data-card="1"><a href="/articles/1">Un</a></p>';
    expect(written(pasted(openedAt(`${card}<p>Deux</p>`, 0)))).toBe(
      `${card}\n<h2>Titre</h2>\n<p>Un <strong>mot</strong>.</p>\n<p>Deux</p>`,
    );
  });

  test("leaves the cursor in the text after a block at its end", () => {
    const now = pasted(opened("<p>|</p><p>Fin</p>"), ["<p>a</p><p>***</p>", "<p>a</p><hr>"]);
    expect(writtenWithCursor(now)).toBe("<p>a</p>\n<hr>\n<p>|Fin</p>");
  });

  test("keeps what is typed behind it before it is converted", () => {
    const now = pasted(opened("<p>|</p>"), [plain, expected], (state) => state.apply(state.tr.insertText(" Suite")));
    expect(written(now)).toBe("<h2>Titre</h2>\n<p>Un <strong>mot</strong>. Suite</p>");
  });
});

test("changes nothing for an empty slice", () => {
  const state = opened("<p>Un|</p>");
  const { tr } = insertPlainText(state, new Slice(Fragment.empty, 0, 0));
  expect(written(state.apply(tr))).toBe("<p>Un</p>");
});
