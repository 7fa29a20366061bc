import type { Element, Root } from "hast";
import { sanitizeArticle } from "./html/allowlist.ts";
import { plainParagraphs } from "./html/flatten.ts";
import { toText } from "./html/text.ts";
import { makeFigures } from "./markdown/figures.ts";
import { parseMarkdown } from "./markdown/parse.ts";

/**
 * Reads Markdown (CommonMark with GitHub's tables, strike-through and plain links) as the tree of an article. A first
 * line `# Title` becomes the title (plain text); without it the title is empty. Never throws; what the vocabulary does
 * not have, HTML included, is left out. A text whose structure exceeds the limits becomes plain paragraphs.
 */
export function readMarkdown(markdown: string): { title: string; body: Root } {
  const tree = parseMarkdown(markdown, "dropped") ?? plainParagraphs(markdown);
  const index = tree.children.findIndex((node) => node.type === "element");
  const first = tree.children[index];
  if (!isTitle(first)) return { title: "", body: sanitizeArticle(tree) };
  const children = tree.children.toSpliced(index, 1);
  return { title: toText(first).replace(/\s+/g, " "), body: sanitizeArticle({ ...tree, children }) };
}

/**
 * Reads the Markdown of a whole text, as `writeArticleMarkdown` writes it: also HTML, as far as the vocabulary allows
 * it, and a picture alone in its paragraph as a figure, with its title as the caption. Never throws; a text whose
 * structure exceeds the limits becomes plain paragraphs.
 */
export function readArticleMarkdown(markdown: string): Root {
  return sanitizeArticle(makeFigures(parseMarkdown(markdown, "html") ?? plainParagraphs(markdown)));
}

function isTitle(node: Root["children"][number] | undefined): node is Element {
  return node?.type === "element" && node.tagName === "h1";
}
