import type { Root } from "hast";
import { readArticleMarkdown } from "#lib/markdown.ts";
import { reserveAnchors } from "#lib/prose/headings.ts";

/** Converts a page's Markdown. The title is displayed above it, so a first line `# …` is a heading like others. */
export function readPageBody(markdown: string): Root {
  return reserveAnchors(readArticleMarkdown(markdown));
}
