import type { Editor } from "@tiptap/core";
import { closeHistory } from "@tiptap/pm/history";
import type { Slice } from "@tiptap/pm/model";
import { type EditorState, TextSelection, type Transaction } from "@tiptap/pm/state";
import { moveAfterBlock, moveAfterInserted } from "./selected-block.ts";

interface TextRange {
  from: number;
  to: number;
}

/** Inserts a plain text at the cursor and returns its range in the new document. */
export function insertPlainText(state: EditorState, plain: Slice): { tr: Transaction; range: TextRange } {
  const tr = moveAfterBlock(state.tr) ?? state.tr;
  const { from } = tr.selection;
  closeHistory(tr).replaceSelection(plain).scrollIntoView();
  return { tr, range: { from, to: tr.selection.to } };
}

/** Replaces a range by the converted text, as a separate step. */
export function replaceRange(state: EditorState, { from, to }: TextRange, converted: Slice): Transaction {
  const tr = closeHistory(state.tr);
  tr.setSelection(TextSelection.between(tr.doc.resolve(from), tr.doc.resolve(to))).replaceSelection(converted);
  return moveAfterInserted(tr).scrollIntoView();
}

/**
 * Pastes a text that is Markdown: first as it is, then converted once `read` has parsed it. One undo returns to the text as it was copied.
 * The range follows what is typed meanwhile. If `read` fails, as it does without the network, the text stays.
 */
export async function pasteMarkdown(
  editor: Editor,
  plain: Slice,
  read: () => Promise<Slice | undefined>,
): Promise<void> {
  const { tr, range } = insertPlainText(editor.state, plain);
  editor.view.dispatch(tr.setMeta("paste", true).setMeta("uiEvent", "paste"));
  let target = range;
  const follow = ({ transaction: { mapping } }: { transaction: Transaction }) => {
    target = { from: mapping.map(target.from, 1), to: mapping.map(target.to, -1) };
  };
  editor.on("transaction", follow);
  try {
    const converted = await read().catch(() => undefined);
    const isThere = target.from < target.to && !editor.isDestroyed && editor.isEditable;
    if (!converted || !isThere) return;
    editor.view.dispatch(replaceRange(editor.state, target, converted));
    // Otherwise the history would group it with what is typed within the next half second.
    editor.view.dispatch(closeHistory(editor.state.tr));
  } finally {
    editor.off("transaction", follow);
  }
}
