import type { Node } from "@tiptap/pm/model";
import type { EditorState, Transaction } from "@tiptap/pm/state";
import type { DocumentPicture } from "#features/editor/document/nodes/pictures.ts";
import { isPending, toPendingId } from "#features/editor/document/pending-picture-id.ts";
import type { UploadedPicture } from "#features/media/uploads/uploaded-picture.ts";

/** The ids of the pending pictures of a text. */
export function listPendingPictures({ doc }: Pick<EditorState, "doc">): Set<string> {
  const ids = new Set<string>();
  doc.descendants((node) => {
    if (node.type.name === "figure")
      for (const one of node.attrs.pictures as DocumentPicture[]) if (isPending(one)) ids.add(one.id);
    return !node.isTextblock;
  });
  return ids;
}

/**
 * Replaces pending pictures by those of the library, or removes the ones that failed (null); a figure without pictures leaves its caption as a
 * paragraph. `settled` is by key. Undefined if the text contains none of them. The step is not in the undo history: undo and redo affect the
 * whole paste.
 */
export function resolvePendingPictures(
  state: EditorState,
  settled: ReadonlyMap<string, UploadedPicture | null>,
): Transaction | undefined {
  const byId = new Map([...settled].map(([key, picture]) => [toPendingId(key), picture]));
  const figures: { node: Node; at: number }[] = [];
  state.doc.descendants((node, at) => {
    if (node.type.name !== "figure") return !node.isTextblock;
    if (node.attrs.pictures.some(({ id }: DocumentPicture) => byId.has(id))) figures.push({ node, at });
    return false;
  });
  if (figures.length === 0) return undefined;
  const tr = state.tr.setMeta("addToHistory", false);
  // From the end, so that earlier positions stay valid.
  for (const { node, at } of figures.reverse()) resolveFigure(tr, node, at, byId);
  return tr;
}

function resolveFigure(
  tr: Transaction,
  node: Node,
  at: number,
  byId: ReadonlyMap<string, UploadedPicture | null>,
): void {
  const before: DocumentPicture[] = node.attrs.pictures;
  const pictures = before.flatMap((one): DocumentPicture[] => {
    const found = byId.get(one.id);
    if (found === undefined) return [one];
    if (found === null) return [];
    return [{ ...one, id: found.id, alt: one.alt || found.alt, width: found.width, height: found.height }];
  });
  if (pictures.length === 0) {
    const { parent } = tr.doc.resolve(at);
    const paragraph = node.type.schema.nodes.paragraph;
    const isOnly = node.content.size > 0 || parent.childCount === 1;
    tr.replaceWith(at, at + node.nodeSize, isOnly && paragraph ? paragraph.create(null, node.content) : []);
    return;
  }
  tr.setNodeAttribute(at, "pictures", pictures);
  const [only] = before;
  const caption = before.length === 1 && only ? byId.get(only.id)?.caption : undefined;
  if (caption && node.content.size === 0) tr.insert(at + 1, node.type.schema.text(caption));
}
