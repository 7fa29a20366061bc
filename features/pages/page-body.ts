import type { Root } from "hast";
import { readMarkdown } from "#lib/markdown.ts";
import { reserveAnchors } from "#lib/prose/headings.ts";

/** The text of a page of the site's own. A title stands above it already, so that a first line `# …` is a heading like others. */
export function readPageBody(markdown: string): Root {
  return reserveAnchors(readMarkdown(`# .\n\n${markdown}`).body);
}
