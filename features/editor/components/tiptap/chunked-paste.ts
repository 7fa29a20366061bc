import type { Editor, JSONContent } from "@tiptap/core";
import { Fragment, Slice } from "@tiptap/pm/model";
import { type EditorState, TextSelection, type Transaction } from "@tiptap/pm/state";
import { canJoin } from "@tiptap/pm/transform";

/** Blocks to paste, read in chunks. */
export interface PastedBlocks {
  of: number;
  part(from: number, to: number): JSONContent[];
}

/** A line of text at an end of the pasted content joins the line at the cursor. */
export const openDepth = (block: JSONContent | undefined) => (block?.type === "paragraph" ? 1 : 0);

/** A long paste under way: the position of its next chunk, and its start time. */
interface InsertionPoint {
  at: number;
  time: number;
}

/** Whether a paste at the cursor can be split: the cursor must be in a line among blocks. */
export function canPasteInChunks({ selection: { $from } }: EditorState): boolean {
  return $from.depth > 0 && ["paragraph", "heading"].includes($from.parent.type.name);
}

/** Inserts the first chunk as `toOpenSlice` would, followed by an open line with what stood after the cursor. */
export function insertFirstChunk(
  state: EditorState,
  content: JSONContent[],
): { tr: Transaction; point: InsertionPoint } {
  const fragment = Fragment.fromJSON(state.schema, [...content, { type: "paragraph" }]);
  const tr = state.tr.replaceSelection(new Slice(fragment, openDepth(content[0]), 1));
  return { tr, point: { at: tr.selection.$from.before(), time: tr.time } };
}

/** Inserts a further chunk. Undo removes all chunks at once: they are adjacent and have the time of the first. */
export function insertChunk(
  state: EditorState,
  { at, time }: InsertionPoint,
  content: JSONContent[],
): { tr: Transaction; point: InsertionPoint } {
  const fragment = Fragment.fromJSON(state.schema, content);
  return { tr: state.tr.insert(at, fragment).setTime(time), point: { at: at + fragment.size, time } };
}

/** Joins what stood after the cursor to the last pasted line, and places the cursor between them. */
export function finishChunks(state: EditorState, { at, time }: InsertionPoint): Transaction {
  const tr = state.tr.setTime(time);
  const { nodeBefore, nodeAfter } = tr.doc.resolve(at);
  // After a figure the text continues below it, not in its caption.
  if (nodeBefore?.type.name === "figure" && nodeAfter?.type.name === "paragraph")
    return tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView();
  tr.setSelection(TextSelection.near(tr.doc.resolve(at), -1));
  if (nodeBefore?.type.name === "paragraph" && canJoin(tr.doc, at)) tr.join(at);
  else if (nodeAfter?.type.name === "paragraph" && nodeAfter.content.size === 0) tr.delete(at, at + nodeAfter.nodeSize);
  return tr.scrollIntoView();
}

/** Lets the browser paint and handle input. */
export const yieldToBrowser = () => new Promise<void>((resolve) => setTimeout(resolve));

/**
 * Pastes a number of blocks at a time; `onProgress` is called with the progress, 0 to 1. Other changes of the text move the
 * position along.
 */
export async function pasteInChunks(
  editor: Editor,
  { of, part }: PastedBlocks,
  { size, onProgress }: { size: number; onProgress: (part: number) => void },
): Promise<void> {
  let point: InsertionPoint | undefined;
  let lastOwnTransaction: Transaction | undefined;
  const follow = ({ transaction }: { transaction: Transaction }) => {
    if (point && transaction !== lastOwnTransaction) point = { ...point, at: transaction.mapping.map(point.at) };
  };
  const dispatch = (tr: Transaction) => {
    lastOwnTransaction = tr;
    editor.view.dispatch(tr.setMeta("paste", true).setMeta("uiEvent", "paste"));
  };
  editor.on("transaction", follow);
  try {
    for (let from = 0; from < of && !editor.isDestroyed; from += size) {
      const content = part(from, from + size);
      const insertion = point ? insertChunk(editor.state, point, content) : insertFirstChunk(editor.state, content);
      dispatch(insertion.tr);
      point = insertion.point;
      onProgress(Math.min(1, (from + size) / of));
      await yieldToBrowser();
    }
    if (point && !editor.isDestroyed) dispatch(finishChunks(editor.state, point));
  } finally {
    editor.off("transaction", follow);
  }
}
