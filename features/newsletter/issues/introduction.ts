import type { Root } from "hast";
import { visit } from "unist-util-visit";
import { sanitizeComment } from "#lib/html/allowlist.ts";
import { plainParagraphs } from "#lib/html/flatten.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { parseMarkdown } from "#lib/markdown/parse.ts";
import { absoluteUrl } from "#lib/site-address.ts";

/**
 * Converts an editor's introduction to HTML: paragraphs, lists, quotations, emphasis, code and links, whose addresses are absolute. Never
 * throws; HTML in the Markdown appears as typed.
 */
export function introductionToHtml(markdown: string): string {
  const tree: Root = sanitizeComment(parseMarkdown(markdown, "shown") ?? plainParagraphs(markdown));
  visit(tree, "element", ({ tagName, properties }) => {
    if (tagName !== "a") return;
    // The editor's own links, unlike a reader's, are no user-generated content.
    delete properties.rel;
    const { href } = properties;
    if (typeof href === "string" && !URL.canParse(href) && URL.canParse(href, absoluteUrl("/")))
      properties.href = new URL(href, absoluteUrl("/")).href;
  });
  return toHtml(tree);
}
