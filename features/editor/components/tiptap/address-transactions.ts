import { closeHistory } from "@tiptap/pm/history";
import type { MarkType, Node } from "@tiptap/pm/model";
import { type EditorState, TextSelection, type Transaction } from "@tiptap/pm/state";
import { type PastedAddress, readPastedAddress } from "#features/editor/document/pasted-address.ts";
import type { LinkDetails } from "#features/editor/link-details/fetch-link-details.ts";
import { moveAfterBlock, moveAfterInserted } from "./selected-block.ts";

/** More than the half second within which the history groups steps: the next typing is a separate step. */
const historyStepMs = 1_000;

const linkMark = (state: EditorState) => state.schema.marks.link as MarkType;

/** Links the selected words of a line to the address. Undefined if no words are selected, or if they are an address themselves. */
export function linkSelection(state: EditorState, { href }: Pick<PastedAddress, "href">): Transaction | undefined {
  const { selection, doc } = state;
  if (!(selection instanceof TextSelection) || selection.empty || !selection.$from.sameParent(selection.$to))
    return undefined;
  const link = linkMark(state);
  const words = doc.textBetween(selection.from, selection.to, undefined, " ");
  if (words.trim() === "" || readPastedAddress(words) || !selection.$from.parent.type.allowsMarkType(link))
    return undefined;
  const from = selection.from + (words.length - words.trimStart().length);
  const to = selection.to - (words.length - words.trimEnd().length);
  const tr = closeHistory(state.tr)
    .removeMark(from, to, link)
    .addMark(from, to, link.create({ href, title: null }));
  return tr.setSelection(TextSelection.create(tr.doc, to)).setStoredMarks([]).scrollIntoView();
}

/** The steps that paste an address. */
interface InsertedAddress {
  /** Inserts the pasted address unchanged, as a separate step: one undo returns to it. */
  plain: Transaction;
  /** Converts it, given the state after `plain`; undefined where text cannot be linked. */
  link(after: EditorState): Transaction | undefined;
  /** It is alone in a top-level line, where a card may replace it. */
  alone: boolean;
}

/** Inserts an address at the cursor: a link within a line, the `embed` in an empty line. */
export function insertAddress(
  state: EditorState,
  address: PastedAddress,
  embed: { href: string; title: string } | undefined,
): InsertedAddress {
  const plain = closeHistory(moveAfterBlock(state.tr) ?? state.tr);
  const link = linkMark(state);
  const { $from, empty } = plain.selection;
  const alone = empty && $from.depth === 1 && $from.parent.type.name === "paragraph" && $from.parent.content.size === 0;
  const inside = (state.storedMarks ?? $from.marks()).filter((mark) => mark.type !== link);
  const mayLink = $from.parent.type.allowsMarkType(link) && !inside.some((mark) => mark.type.spec.code);
  const { schema } = state;
  plain.replaceSelectionWith(schema.text(`${address.text}${address.after}`, inside), false).scrollIntoView();
  const to = plain.selection.from;
  const from = to - address.text.length - address.after.length;
  const make = (after: EditorState): Transaction | undefined => {
    if (!mayLink) return undefined;
    const tr = closeHistory(after.tr).setTime(after.tr.time - historyStepMs);
    if (alone && embed) return replaceLine(tr, from - 1, schema.node("embed", embed));
    const linked = schema.text(address.text, link.create({ href: address.href, title: null }).addToSet(inside));
    const trailing = address.after === "" ? [] : [schema.text(address.after, inside)];
    tr.replaceWith(from, to, [linked, ...trailing]).setSelection(TextSelection.create(tr.doc, to));
    return tr.setStoredMarks(inside);
  };
  return { plain, link: make, alone };
}

/** Replaces the line at `at` by a block; a cursor in that line moves below. */
function replaceLine(tr: Transaction, at: number, block: Node): Transaction {
  const line = tr.doc.nodeAt(at);
  if (!line) return tr;
  const { from } = tr.selection;
  const hadCursor = from > at && from < at + line.nodeSize;
  tr.replaceWith(at, at + line.nodeSize, block);
  return hadCursor ? moveAfterInserted(tr, at).scrollIntoView() : tr;
}

/**
 * Replaces a line that still holds only this link by a card, once the address is described. With the `time` of the step that made the link, both
 * are one step in the history unless something else happened in between. Undefined if the line has changed.
 */
export function replaceLinkByCard(
  state: EditorState,
  address: Pick<PastedAddress, "href" | "text">,
  described: LinkDetails,
  time: number,
): Transaction | undefined {
  let at: number | undefined;
  state.doc.forEach((line, pos) => {
    const [text, more] = line.content.content;
    const href = text?.marks.find((mark) => mark.type === linkMark(state))?.attrs.href;
    if (line.type.name === "paragraph" && text?.text === address.text && !more && href === address.href) at ??= pos;
  });
  if (at === undefined) return undefined;
  const { schema } = state;
  const card =
    described.kind === "article"
      ? schema.node("card", { id: String(described.id), href: `/articles/${described.slug}`, title: described.title })
      : schema.node("embed", { href: address.href, title: described.title });
  return replaceLine(state.tr.setTime(time), at, card);
}

/** Gives an embed the title of its page instead of the name of its site. Undefined if it was removed meanwhile. */
export function setEmbedTitle(
  state: EditorState,
  { href, title }: { href: string; title: string },
  better: string,
): Transaction | undefined {
  let at: number | undefined;
  state.doc.forEach((node, pos) => {
    if (node.type.name === "embed" && node.attrs.href === href && node.attrs.title === title) at ??= pos;
  });
  return at === undefined ? undefined : state.tr.setNodeAttribute(at, "title", better).setMeta("addToHistory", false);
}
