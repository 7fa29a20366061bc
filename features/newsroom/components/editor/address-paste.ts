import { closeHistory } from "@tiptap/pm/history";
import type { MarkType, Node } from "@tiptap/pm/model";
import { type EditorState, TextSelection, type Transaction } from "@tiptap/pm/state";
import type { DescribedAddress } from "#features/newsroom/addresses/described-address.ts";
import { type PastedAddress, pastedAddress } from "#features/newsroom/document/pasted-address.ts";
import { moveAfterBlock, moveAfterInserted } from "./selected-block.ts";

/** Longer ago than the half second within which the history joins steps: what is typed next is a step of its own. */
const stepApartMs = 1_000;

const linkIn = (state: EditorState) => state.schema.marks.link as MarkType;

/** Links the selected words of a line to the address. Undefined where no words are selected, or where they are an address themselves. */
export function linkWords(state: EditorState, { href }: Pick<PastedAddress, "href">): Transaction | undefined {
  const { selection, doc } = state;
  if (!(selection instanceof TextSelection) || selection.empty || !selection.$from.sameParent(selection.$to))
    return undefined;
  const link = linkIn(state);
  const words = doc.textBetween(selection.from, selection.to, undefined, " ");
  if (words.trim() === "" || pastedAddress(words) || !selection.$from.parent.type.allowsMarkType(link))
    return undefined;
  const from = selection.from + (words.length - words.trimStart().length);
  const to = selection.to - (words.length - words.trimEnd().length);
  const tr = closeHistory(state.tr)
    .removeMark(from, to, link)
    .addMark(from, to, link.create({ href, title: null }));
  return tr.setSelection(TextSelection.create(tr.doc, to)).setStoredMarks([]).scrollIntoView();
}

/** Where an address was pasted, and as what. */
export interface InsertedAddress {
  /** The address as it was pasted, as a step of its own: one undo leads back to it. */
  plain: Transaction;
  /** What becomes of it, for the state after `plain`; undefined where text cannot be linked. */
  link(after: EditorState): Transaction | undefined;
  /** It stands alone in a line of the text itself, where a card may take its place. */
  alone: boolean;
}

/** Puts an address where the cursor is: a link in a line, the `embed` alone in an empty one. */
export function insertAddress(
  state: EditorState,
  address: PastedAddress,
  embed: { href: string; title: string } | undefined,
): InsertedAddress {
  const plain = closeHistory(moveAfterBlock(state.tr) ?? state.tr);
  const link = linkIn(state);
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
    const tr = closeHistory(after.tr).setTime(after.tr.time - stepApartMs);
    if (alone && embed) return replaceLine(tr, from - 1, schema.node("embed", embed));
    const linked = schema.text(address.text, link.create({ href: address.href, title: null }).addToSet(inside));
    const rest = address.after === "" ? [] : [schema.text(address.after, inside)];
    tr.replaceWith(from, to, [linked, ...rest]).setSelection(TextSelection.create(tr.doc, to));
    return tr.setStoredMarks(inside);
  };
  return { plain, link: make, alone };
}

/** Puts a block in the place of the line at `at`; a cursor that was in it goes on below. */
function replaceLine(tr: Transaction, at: number, block: Node): Transaction {
  const line = tr.doc.nodeAt(at);
  if (!line) return tr;
  const { from } = tr.selection;
  const held = from > at && from < at + line.nodeSize;
  tr.replaceWith(at, at + line.nodeSize, block);
  return held ? moveAfterInserted(tr, at).scrollIntoView() : tr;
}

/**
 * Makes a card of the line that still holds this link and nothing else, once it is known what the address leads to. With `time` of the step
 * that made the link it is one step with it, unless something else happened in between. Undefined where the line has changed.
 */
export function cardForLink(
  state: EditorState,
  address: Pick<PastedAddress, "href" | "text">,
  described: DescribedAddress,
  time: number,
): Transaction | undefined {
  let at: number | undefined;
  state.doc.forEach((line, pos) => {
    const [text, more] = line.content.content;
    const href = text?.marks.find((mark) => mark.type === linkIn(state))?.attrs.href;
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

/** Gives an embed that has its site's name for a title the page's own. Undefined where it was taken away meanwhile. */
export function titleEmbed(
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
