import { GapCursor } from "@tiptap/pm/gapcursor";
import type { Node, ResolvedPos } from "@tiptap/pm/model";
import {
  type Command,
  type EditorState,
  NodeSelection,
  Selection,
  TextSelection,
  type Transaction,
} from "@tiptap/pm/state";

/** The block that is selected as a whole (a card, an embed, a figure, a table, a rule); undefined if text is selected. */
export function selectedBlock({ selection }: Pick<EditorState, "selection">): Node | undefined {
  return selection instanceof NodeSelection && selection.node.isBlock ? selection.node : undefined;
}

/** Whether the cursor cannot enter a block from outside: such a block is selected before it is deleted. */
function isAtomicBlock(node: Node): boolean {
  return node.isBlock && (node.isAtom || node.type.spec.isolating === true);
}

const isEmptyLine = (node: Node | null | undefined) => node?.type.name === "paragraph" && node.content.size === 0;

/** Moves the cursor to an empty line between blocks: an adjacent one, else a new one. False if no line is allowed there. */
export function moveToEmptyLine(tr: Transaction, at: number): boolean {
  const { nodeBefore, nodeAfter, parent, ...$at } = positionDetails(tr.doc.resolve(at));
  const paragraph = tr.doc.type.schema.nodes.paragraph;
  if (isEmptyLine(nodeAfter)) tr.setSelection(TextSelection.create(tr.doc, at + 1));
  else if (isEmptyLine(nodeBefore)) tr.setSelection(TextSelection.create(tr.doc, at - 1));
  else if (paragraph && parent.canReplaceWith($at.index, $at.index, paragraph)) {
    tr.insert(at, paragraph.create()).setSelection(TextSelection.create(tr.doc, at + 1));
  } else return false;
  return true;
}

const positionDetails = ($at: ResolvedPos) => ({
  nodeBefore: $at.nodeBefore,
  nodeAfter: $at.nodeAfter,
  parent: $at.parent,
  index: $at.index(),
});

/** With a block selected, moves the cursor to an empty line after it, so that whatever comes next goes there. Undefined if none is. */
export function moveAfterBlock(tr: Transaction): Transaction | undefined {
  return selectedBlock(tr) && moveToEmptyLine(tr, tr.selection.to) ? tr.scrollIntoView() : undefined;
}

/** The same from the caption of a figure. */
export function moveAfterCaption(tr: Transaction): Transaction | undefined {
  const { $from } = tr.selection;
  return $from.parent.type.name === "figure" && moveToEmptyLine(tr, $from.after()) ? tr.scrollIntoView() : undefined;
}

/** Moves the cursor to the line after a block that was just inserted (at `at`, else the selected one), so that typing does not replace it. */
export function moveAfterInserted(tr: Transaction, at?: number): Transaction {
  const block = at === undefined ? selectedBlock(tr) : tr.doc.nodeAt(at);
  if (!block) return tr;
  const to = at === undefined ? tr.selection.to : at + block.nodeSize;
  if (tr.doc.resolve(to).nodeAfter?.type.name === "paragraph") tr.setSelection(TextSelection.create(tr.doc, to + 1));
  else moveToEmptyLine(tr, to);
  return tr;
}

/** After a paste that ends with a figure, moves the cursor from its caption to the line below: what is typed next continues the text. */
export function moveAfterPasted(tr: Transaction, last: Node | null): Transaction {
  if (last?.type.name === "figure") moveAfterCaption(tr);
  return tr;
}

/** Moves to the very beginning of the text, which is before the first block if that is atomic. */
export const goToStart: Command = (state, dispatch) => {
  const first = state.doc.firstChild;
  const at = state.doc.resolve(0);
  dispatch?.(
    state.tr
      .setSelection(first && isAtomicBlock(first) ? new GapCursor(at) : Selection.atStart(state.doc))
      .scrollIntoView(),
  );
  return true;
};

/** Moves to the end: the empty line that ends every text in the editor. */
export const goToEnd: Command = (state, dispatch) => {
  dispatch?.(state.tr.setSelection(Selection.atEnd(state.doc)).scrollIntoView());
  return true;
};

/** Enter with a block selected, or in a caption: moves to the text below. */
export const enterAfterBlock: Command = (state, dispatch) => {
  const tr = moveAfterBlock(state.tr) ?? moveAfterCaption(state.tr);
  if (tr) dispatch?.(tr);
  return Boolean(tr);
};

/** Backspace (-1) or Delete (1) at the edge of a line next to an atomic block: selects the block and removes the line if it is empty. */
export const selectAdjacentBlock =
  (direction: -1 | 1): Command =>
  (state, dispatch) => {
    const { $from, empty } = state.selection;
    const { parent } = $from;
    if (!empty || !parent.isTextblock || $from.depth === 0 || isAtomicBlock(parent)) return false;
    if ($from.parentOffset !== (direction < 0 ? 0 : parent.content.size)) return false;
    const at = direction < 0 ? $from.before() : $from.after();
    const beside = direction < 0 ? state.doc.resolve(at).nodeBefore : state.doc.resolve(at).nodeAfter;
    if (!beside || !isAtomicBlock(beside)) return false;
    const tr = state.tr;
    if (parent.content.size === 0) tr.delete($from.before(), $from.after());
    const from = tr.mapping.map(direction < 0 ? at - beside.nodeSize : at, direction);
    dispatch?.(tr.setSelection(NodeSelection.create(tr.doc, from)).scrollIntoView());
    return true;
  };

/**
 * Deletes the selected block. The cursor goes to the text before it (Backspace, -1) or after it (Delete, 1), or to an empty line in its
 * place. It never selects a neighbouring block, which another key press would delete.
 */
export const deleteBlock =
  (direction: -1 | 1): Command =>
  (state, dispatch) => {
    if (!selectedBlock(state)) return false;
    const { from } = state.selection;
    const tr = state.tr.deleteSelection();
    const $at = tr.doc.resolve(tr.mapping.map(from));
    const beside = direction < 0 ? $at.nodeBefore : $at.nodeAfter;
    const text = beside && !isAtomicBlock(beside) ? Selection.findFrom($at, direction, true) : null;
    // If the block was the only one, an empty line is there already.
    if (text) tr.setSelection(text);
    else if ($at.parent.isTextblock || !moveToEmptyLine(tr, $at.pos)) tr.setSelection(Selection.near($at, direction));
    dispatch?.(tr.scrollIntoView());
    return true;
  };
