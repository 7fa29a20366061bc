import { Fragment } from "@tiptap/pm/model";
import { type Command, NodeSelection } from "@tiptap/pm/state";
import { selectedBlock } from "./selected-block.ts";

/** Moves the selected block above (-1) or below (1) its neighbour; it stays selected. False where there is none. */
export const moveBlock =
  (direction: -1 | 1): Command =>
  (state, dispatch) => {
    const block = selectedBlock(state);
    if (!block) return false;
    const { from, to, $from } = state.selection;
    const beside = direction < 0 ? $from.nodeBefore : state.doc.resolve(to).nodeAfter;
    if (!beside) return false;
    const [start, end] = direction < 0 ? [from - beside.nodeSize, to] : [from, to + beside.nodeSize];
    const moved = Fragment.fromArray(direction < 0 ? [block, beside] : [beside, block]);
    const index = direction < 0 ? $from.index() - 1 : $from.index();
    if (!$from.parent.canReplace(index, index + 2, moved)) return false;
    const tr = state.tr.replaceWith(start, end, moved);
    const at = direction < 0 ? start : start + beside.nodeSize;
    dispatch?.(tr.setSelection(NodeSelection.create(tr.doc, at)).scrollIntoView());
    return true;
  };
