import { translator } from "#i18n/translator.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { type CompactNode, toCompactTree } from "#lib/prose/compact-tree.ts";
import { setLinkRel } from "#lib/prose/link-rel.ts";
import { addScrollBoxes } from "#lib/prose/scroll-boxes.ts";
import { typesetTree } from "#lib/prose/typography.ts";

/** Parses the stored HTML of a comment for rendering. */
export function parseCommentBody(html: string) {
  const tree = setLinkRel(parseHtml(html), ["nofollow", "ugc", "noopener"]);
  return typesetTree(addScrollBoxes(tree, translator()("articles.scrollTable")));
}

/** Converts the stored HTML of a comment to JSON, from which a script can show it. */
export function toCompactBody(html: string): CompactNode[] {
  return toCompactTree(parseCommentBody(html));
}
