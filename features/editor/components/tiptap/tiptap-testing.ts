import { getSchema } from "@tiptap/core";
import { history, undo } from "@tiptap/pm/history";
import { Node } from "@tiptap/pm/model";
import { EditorState, NodeSelection, type Plugin, TextSelection } from "@tiptap/pm/state";
import { bodyNodes } from "#features/editor/document/nodes.ts";
import { readDocument } from "#features/editor/document/read-document.ts";
import { writeDocument } from "#features/editor/document/write-document.ts";
import { parseHtml } from "#lib/html/parse.ts";

export const schema = getSchema(bodyNodes);

/** For tests: a body in the editor, with the cursor where the first "|" is, or what is between the first two selected. */
export function opened(html: string, plugins: Plugin[] = []): EditorState {
  const doc = Node.fromJSON(schema, readDocument(parseHtml(html)).document);
  const state = EditorState.create({ doc, plugins: [...plugins, history()] });
  const tr = state.tr.setMeta("addToHistory", false);
  const positions: number[] = [];
  for (let n = 0; n < 2; n += 1) {
    let at: number | undefined;
    tr.doc.descendants((node, pos) => {
      if (at === undefined && node.isText && node.text?.includes("|")) at = pos + node.text.indexOf("|");
    });
    if (at === undefined) break;
    tr.delete(at, at + 1);
    positions.push(at);
  }
  const [from, to = from] = positions;
  if (from !== undefined) tr.setSelection(TextSelection.create(tr.doc, from, to));
  return state.apply(tr);
}

/** The same with the nth top-level block selected. */
export function openedAt(html: string, index: number): EditorState {
  const state = opened(html);
  let at = 0;
  for (let n = 0; n < index; n += 1) at += state.doc.child(n).nodeSize;
  return state.apply(state.tr.setSelection(NodeSelection.create(state.doc, at)));
}

export const written = (state: EditorState) => writeDocument(state.doc.toJSON());

/** What is stored with "|" typed at the cursor. */
export const writtenWithCursor = (state: EditorState) => written(state.apply(state.tr.insertText("|")));

export function undone(state: EditorState): EditorState {
  let now = state;
  undo(now, (tr) => {
    now = now.apply(tr);
  });
  return now;
}
