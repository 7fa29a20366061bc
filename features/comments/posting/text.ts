import type { Root as HastRoot } from "hast";
import type { Root } from "mdast";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { SKIP, visit } from "unist-util-visit";
import { sanitizeComment } from "#lib/html/allowlist.ts";
import { cleanText } from "#lib/html/characters.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { toText } from "#lib/html/text.ts";
import { ok, type Result, refused } from "#lib/result.ts";

/** Longest comment, in characters: two printed pages; whoever needs more writes an article. */
export const longestComment = 10_000;
/** A comment with more links than this is refused; far fewer already wait for a moderator (`moderation.links`). */
export const mostLinks = 30;

export interface CommentText {
  source: string;
  html: string;
  /** As it is read, without the marks of Markdown. */
  text: string;
  /** Where its links lead. */
  links: string[];
  /** Handles named as @handle, lower case, each once, in order. */
  mentions: string[];
}

const processor = unified().use(remarkParse).use(remarkGfm).use(plainHtml).use(breaks).use(remarkRehype).freeze();

/** Tags are shown as they were typed: people who write about code mean them, and nothing of a text is lost in silence. */
function plainHtml() {
  return (tree: Root) => {
    visit(tree, "html", (node, index, parent) => {
      if (!parent || index === undefined) return;
      const text = { type: "text" as const, value: node.value };
      const inLine =
        parent.type === "paragraph" || parent.type === "emphasis" || parent.type === "strong" || parent.type === "link";
      parent.children.splice(index, 1, inLine ? text : { type: "paragraph", children: [text] });
      return [SKIP, index + 1];
    });
  };
}

/** In a comment a new line is meant as one. */
function breaks() {
  return (tree: Root) => {
    visit(tree, "text", (node, index, parent) => {
      if (!parent || index === undefined || !node.value.includes("\n")) return;
      const lines = node.value.split("\n");
      const parts = lines.flatMap((value, place) =>
        place === 0
          ? [{ type: "text" as const, value }]
          : [{ type: "break" as const }, { type: "text" as const, value }],
      );
      parent.children.splice(index, 1, ...parts);
      return [SKIP, index + parts.length];
    });
  };
}

/**
 * Reads a comment as typed (emphasis, links, quotations, lists and code of Markdown): null bytes, lone surrogates, direction overrides and
 * other controls taken out, HTML shown as it was typed.
 * Refused with `comment.empty` (also for combining marks alone), `comment.tooLong` or `comment.tooManyLinks`, each on the field `body`.
 */
export function readComment(typed: string): Result<CommentText> {
  // Counted before anything else works on it: a megabyte must not be parsed first.
  if (typed.length > longestComment * 2 || [...typed].length > longestComment) {
    return refused("form.invalid", { body: "comment.tooLong" }, { longest: longestComment });
  }
  const source = cleanText(typed).trim();
  const tree = sanitizeComment(processor.runSync(processor.parse(source)) as HastRoot);
  const text = toText(tree);
  if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text)) return refused("form.invalid", { body: "comment.empty" });
  const links: string[] = [];
  const mentions = new Set<string>();
  visit(tree, (node) => {
    if (node.type === "element" && node.tagName === "a") links.push(String(node.properties.href ?? ""));
    if (node.type === "element" && (node.tagName === "code" || node.tagName === "pre")) return SKIP;
    if (node.type !== "text") return;
    for (const match of node.value.matchAll(/(?<![\p{L}\p{N}@./-])@([a-z0-9]+(?:-[a-z0-9]+)*)/giu)) {
      if (match[1]) mentions.add(match[1].toLowerCase());
    }
  });
  if (links.length > mostLinks) return refused("form.invalid", { body: "comment.tooManyLinks" }, { most: mostLinks });
  return ok({ source, html: toHtml(tree), text, links, mentions: [...mentions] });
}
