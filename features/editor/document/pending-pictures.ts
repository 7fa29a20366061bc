import type { JSONContent } from "@tiptap/core";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { eachElement } from "#lib/html/element.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import type { DocumentPicture } from "./nodes/pictures.ts";
import { toPendingId } from "./pending-picture-id.ts";

type IsPending = (id: string) => boolean;

/**
 * Reads blocks from a tree in which pictures that are not in the library yet have ids of their own (`clipboard/pictures.ts`). Each becomes a
 * pending picture; one within a line gets its own figure, so that its alternative text can be written. Until they arrive, the stored text
 * contains only their captions.
 */
export function markPendingPictures(blocks: JSONContent[], isPending: IsPending): JSONContent[] {
  return blocks.flatMap((node) => markPendingIn(node, isPending));
}

function markPendingIn(node: JSONContent, isPending: IsPending): JSONContent[] {
  switch (node.type) {
    case "paragraph":
      return splitLine(node, isPending);
    case "figure":
      return [markFigure(node, isPending)];
    case "kept":
      return replaceInUnsupported(node, isPending);
    case "definitions":
    case "heading":
      return moveFiguresAfter(node, isPending);
    default:
      if (!node.content?.some(({ type }) => type !== "text")) return [node];
      return [{ ...node, content: ensureNotEmpty(markPendingPictures(node.content, isPending)) }];
  }
}

/** An item or a cell must not be empty. */
const ensureNotEmpty = (content: JSONContent[]) => (content.length > 0 ? content : [{ type: "paragraph" }]);

const isPicture = (node: JSONContent, isPending: IsPending) =>
  node.type === "inlinePicture" && isPending(String(node.attrs?.id));

function toPendingPicture(node: JSONContent): DocumentPicture {
  const link = node.marks?.find(({ type }) => type === "link");
  return {
    id: toPendingId(String(node.attrs?.id)),
    alt: "",
    width: null,
    height: null,
    href: link ? String(link.attrs?.href) : null,
  };
}

const toFigure = (pictures: DocumentPicture[]): JSONContent => ({ type: "figure", attrs: { pictures } });

/** Splits a paragraph at its pictures. */
function splitLine(node: JSONContent, isPending: IsPending): JSONContent[] {
  const content = node.content ?? [];
  if (!content.some((block) => isPicture(block, isPending))) return [node];
  const blocks: JSONContent[] = [];
  let line: JSONContent[] = [];
  const flush = () => {
    const tidy = trimLine(line);
    if (tidy.length > 0) blocks.push({ ...node, content: tidy });
    line = [];
  };
  for (const block of content) {
    if (!isPicture(block, isPending)) {
      line.push(block);
      continue;
    }
    flush();
    blocks.push(toFigure([toPendingPicture(block)]));
  }
  flush();
  return blocks;
}

/** Removes the breaks and spaces beside a picture. */
function trimLine(line: JSONContent[]): JSONContent[] {
  const isBlank = (block: JSONContent) =>
    block.type === "hardBreak" || (block.type === "text" && (block.text ?? "").trim() === "");
  const from = line.findIndex((block) => !isBlank(block));
  const to = line.findLastIndex((block) => !isBlank(block));
  return from === -1 ? [] : line.slice(from, to + 1);
}

function markFigure(node: JSONContent, isPending: IsPending): JSONContent {
  const pictures: DocumentPicture[] = node.attrs?.pictures ?? [];
  const content = node.content?.filter((block) => !isPicture(block, isPending));
  const marked = pictures.map((block) =>
    isPending(block.id) ? { ...block, id: toPendingId(block.id), alt: "" } : block,
  );
  const inCaption = (node.content ?? []).filter((block) => isPicture(block, isPending)).map(toPendingPicture);
  return { ...node, attrs: { ...node.attrs, pictures: [...marked, ...inCaption] }, ...(content && { content }) };
}

/** A heading or definition list, which cannot contain a figure, followed by its pictures. */
function moveFiguresAfter(node: JSONContent, isPending: IsPending): JSONContent[] {
  const figures: JSONContent[] = [];
  const without = (block: JSONContent): JSONContent => {
    if (!block.content) return block;
    const withoutPictures = block.content.filter((child) => !isPicture(child, isPending));
    for (const child of block.content)
      if (isPicture(child, isPending)) figures.push(toFigure([toPendingPicture(child)]));
    return {
      ...block,
      content: block.type === "meaning" ? ensureNotEmpty(withoutPictures.map(without)) : withoutPictures.map(without),
    };
  };
  const rest = without(node);
  const isEmpty = node.type === "heading" && trimLine(rest.content ?? []).length === 0;
  return figures.length === 0 ? [node] : [...(isEmpty ? [] : [rest]), ...figures];
}

/** Blocks that the editor stores unchanged cannot contain a pending picture. */
function replaceInUnsupported(node: JSONContent, isPending: IsPending): JSONContent[] {
  const tree = parseHtml(String(node.attrs?.html ?? ""));
  const ids: string[] = [];
  eachElement(tree, (block) => {
    const id = block.tagName === "img" ? String(block.properties.src).slice("/media/".length) : "";
    if (!isPending(id)) return;
    ids.push(id);
    block.properties = {};
  });
  if (ids.length === 0) return [node];
  const html = toHtml(sanitizeArticle(tree));
  const figures = ids.map((id) => toFigure([{ id: toPendingId(id), alt: "", width: null, height: null, href: null }]));
  const rest = html === "" ? [] : [{ ...node, attrs: { ...node.attrs, html } }];
  return [...rest, ...figures];
}
