import { type Editor, Extension } from "@tiptap/core";
import { Fragment, type Node, type ResolvedPos } from "@tiptap/pm/model";
import { type Command, Selection, TextSelection, type Transaction } from "@tiptap/pm/state";
import { liftTarget } from "@tiptap/pm/transform";
import { moveToEmptyLine } from "./selected-block.ts";

/** An expandable section, with the positions of its parts. */
interface FoundDetails {
  node: Node;
  depth: number;
  /** The position before it. */
  at: number;
  summary: Node;
  /** The end of the text of its title. */
  summaryEnd: number;
  content: Node;
  /** The position before its first block. */
  contentStart: number;
}

/** Finds the innermost section around a position. */
function findDetails($at: ResolvedPos): FoundDetails | undefined {
  for (let depth = $at.depth; depth > 0; depth -= 1) {
    const node = $at.node(depth);
    const [summary, content] = [node.firstChild, node.lastChild];
    if (node.type.name !== "details" || !summary || !content) continue;
    const at = $at.before(depth);
    const contentStart = at + 1 + summary.nodeSize + 1;
    return { node, depth, at, summary, summaryEnd: contentStart - 2, content, contentStart };
  }
  return undefined;
}

const isInSummary = ($at: ResolvedPos) => $at.parent.type.name === "summary";
/** A line that can become part of a title. */
const isLine = (node: Node | null): node is Node => ["paragraph", "heading"].includes(node?.type.name ?? "");

/** Makes the selected blocks the content of a new section, with the cursor in its title; in a section, unwraps that. */
export const toggleDetails: Command = (state, dispatch) => {
  const { $from, $to } = state.selection;
  if (findDetails($from)) return unwrapDetails(state, dispatch);
  const { details, summary, detailsContent, paragraph } = state.schema.nodes;
  const range = $from.blockRange($to);
  if (!range || !details || !summary || !detailsContent || !paragraph) return false;
  const blocks = Fragment.fromArray(range.parent.children.slice(range.startIndex, range.endIndex));
  const isPossible =
    detailsContent.validContent(blocks) && range.parent.canReplaceWith(range.startIndex, range.endIndex, details);
  if (!isPossible) return false;
  const section = details.create(null, [summary.create(), detailsContent.create(null, blocks)]);
  const tr = state.tr.replaceWith(range.start, range.end, section);
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, range.start + 2)).scrollIntoView());
  return true;
};

/** Replaces the section at the cursor with its content, after its title as a paragraph unless that is empty. */
const unwrapDetails: Command = (state, dispatch) => {
  const { $from } = state.selection;
  const found = findDetails($from);
  const { paragraph } = state.schema.nodes;
  if (!found || !paragraph) return false;
  const { node, at, summary, content, contentStart } = found;
  const title = summary.content.size > 0 ? [paragraph.create(null, summary.content)] : [];
  const tr = state.tr.replaceWith(at, at + node.nodeSize, [...title, ...content.children]);
  const inContent = at + (title[0]?.nodeSize ?? 0) + $from.pos - contentStart;
  const to = isInSummary($from) ? at + 1 + $from.parentOffset : inContent;
  dispatch?.(tr.setSelection(Selection.near(tr.doc.resolve(to))).scrollIntoView());
  return true;
};

/** Enter in a title: the text after the cursor becomes the first line of the content. An empty first line is used. */
const enterContent: Command = (state, dispatch) => {
  const { $from, $to } = state.selection;
  const { paragraph } = state.schema.nodes;
  const found = isInSummary($from) && $from.sameParent($to) ? findDetails($from) : undefined;
  if (!found || !paragraph) return false;
  const rest = found.summary.content.cut($to.parentOffset);
  const tr = state.tr.delete($from.pos, found.summaryEnd);
  moveToContent(tr, rest);
  dispatch?.(tr.scrollIntoView());
  return true;
};

/** Moves the cursor from a title to the first line of its content: a new one with `text`, or an empty one. */
function moveToContent(tr: Transaction, text: Fragment): void {
  const found = findDetails(tr.selection.$from);
  const { paragraph } = tr.doc.type.schema.nodes;
  if (!found || !paragraph) return;
  const first = found.content.firstChild;
  const isEmpty = first?.type === paragraph && first.content.size === 0;
  if (text.size > 0 || !isEmpty) tr.insert(found.contentStart, paragraph.create(null, text));
  tr.setSelection(TextSelection.create(tr.doc, found.contentStart + 1));
}

/** With the cursor in a title, moves it to an empty line of the content, for blocks to insert. Undefined elsewhere. */
export function moveOutOfSummary(tr: Transaction): Transaction | undefined {
  if (!isInSummary(tr.selection.$from)) return undefined;
  moveToContent(tr, Fragment.empty);
  return tr;
}

/** Enter on the empty last line of the content: leaves the section, and takes the line along unless it is the only one. */
const leaveDetails: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const found = findDetails($from);
  if (!empty || !found || $from.depth !== found.depth + 2) return false;
  const { node, at, content } = found;
  const isLast = $from.index(-1) === content.childCount - 1;
  if ($from.parent.type.name !== "paragraph" || $from.parent.content.size > 0 || !isLast) return false;
  const tr = state.tr;
  if (content.childCount > 1) tr.delete($from.before(), $from.after());
  if (!moveToEmptyLine(tr, tr.mapping.map(at + node.nodeSize))) return false;
  dispatch?.(tr.scrollIntoView());
  return true;
};

/** Backspace at the start of a title unwraps the section; at the start of the content it appends the first line to the title. */
const deleteBackward: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const found = findDetails($from);
  if (!empty || !found || $from.parentOffset > 0) return false;
  if (isInSummary($from)) return unwrapDetails(state, dispatch);
  for (let depth = found.depth + 1; depth < $from.depth; depth += 1) if ($from.index(depth) > 0) return false;
  if (joinFirstLine(found)(state, dispatch)) return true;
  const range = $from.blockRange();
  const target = range && liftTarget(range);
  const tr = state.tr;
  if (range && typeof target === "number" && target > found.depth) tr.lift(range, target);
  else tr.setSelection(TextSelection.create(tr.doc, found.summaryEnd));
  dispatch?.(tr.scrollIntoView());
  return true;
};

/** Delete at the end of a title: the same from the other side. */
const deleteForward: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const found = findDetails($from);
  if (!empty || !found || $from.pos !== found.summaryEnd) return false;
  joinFirstLine(found)(state, dispatch);
  return true;
};

const joinFirstLine =
  ({ content, contentStart, summaryEnd }: FoundDetails): Command =>
  (state, dispatch) => {
    const first = content.firstChild;
    if (!isLine(first)) return false;
    // The content keeps a line.
    const [from, to] = content.childCount > 1 ? [0, first.nodeSize] : [1, first.nodeSize - 1];
    const tr = state.tr.delete(contentStart + from, contentStart + to).insert(summaryEnd, first.content);
    dispatch?.(tr.setSelection(TextSelection.create(tr.doc, summaryEnd)).scrollIntoView());
    return true;
  };

export const detailsKeys = {
  Enter: [enterContent, leaveDetails],
  Backspace: [deleteBackward],
  Delete: [deleteForward],
} satisfies Record<string, Command[]>;

/** The keys within an expandable section. */
export const detailsEditing = Extension.create({
  name: "detailsEditing",
  // Below the keys of selected blocks, above those of lists and of the text.
  priority: 1040,
  addKeyboardShortcuts() {
    return Object.fromEntries(
      Object.entries(detailsKeys).map(([key, commands]) => [
        key,
        ({ editor }: { editor: Editor }) => commands.some((command) => command(editor.state, editor.view.dispatch)),
      ]),
    );
  },
});
