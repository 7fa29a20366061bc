import type { Element, Root } from "hast";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { sanitizeArticle } from "./html/allowlist.ts";
import { toText } from "./html/text.ts";

// HTML inside Markdown is not allowed through (remark-rehype's default): what it should have said is said in Markdown.
const processor = unified().use(remarkParse).use(remarkGfm).use(remarkRehype).freeze();

/**
 * Markdown (CommonMark with GitHub's tables, strike-through and plain links) as the same tree an article is made of. A first
 * line `# Title` becomes the title (plain text); absent, the title is empty. Never throws; what the vocabulary does not have is left out.
 */
export function readMarkdown(markdown: string): { title: string; body: Root } {
  const tree = processor.runSync(processor.parse(markdown));
  const index = tree.children.findIndex((node) => node.type === "element");
  const first = tree.children[index];
  if (!isTitle(first)) return { title: "", body: sanitizeArticle(tree) };
  const children = tree.children.toSpliced(index, 1);
  return { title: toText(first).replace(/\s+/g, " "), body: sanitizeArticle({ ...tree, children }) };
}

function isTitle(node: Root["children"][number] | undefined): node is Element {
  return node?.type === "element" && node.tagName === "h1";
}
