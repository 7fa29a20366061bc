import type { Root } from "hast";
import { parseFragment } from "parse5";
import { cleanText } from "./clean-text.ts";

/** Elements whose content is not text for readers. */
const silent = /<(script|style|template|iframe|noembed|noframes|textarea|title|select|svg|math)\b/gi;

/**
 * The fallback for markup that cannot be kept as a tree: its text in plain paragraphs, a new one at each tag that
 * breaks lines. One pass over the characters; every regular expression here is linear.
 */
export function flatten(html: string): Root {
  const spoken = withoutSilent(html).replace(/<!--/g, "<!");
  const text = spoken
    .replace(
      /<\/?(?:p|div|br|h[1-6]|li|ul|ol|tr|table|blockquote|pre|section|article|figure|details|summary|hr)\b[^<>]*>/gi,
      "\n",
    )
    .replace(/<[/!?a-z][^<>]*>/gi, "");
  return plainParagraphs(decode(text));
}

/**
 * Above this number several lines share a paragraph, so that a text of short lines makes no larger a tree than others.
 */
export const maxParagraphs = 20_000;

/** Converts a text to paragraphs, one per non-empty line. */
export function plainParagraphs(text: string): Root {
  const lines = cleanText(text)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const perParagraph = Math.ceil(lines.length / maxParagraphs);
  const children: Root["children"] = [];
  for (let at = 0; at < lines.length; at += perParagraph) {
    const value = lines.slice(at, at + perParagraph).join(" ");
    children.push({ type: "element", tagName: "p", properties: {}, children: [{ type: "text", value }] });
  }
  return { type: "root", children };
}

function withoutSilent(html: string): string {
  const kept: string[] = [];
  let from = 0;
  silent.lastIndex = 0;
  for (let match = silent.exec(html); match; match = silent.exec(html)) {
    kept.push(html.slice(from, match.index));
    const close = new RegExp(`</${match[1]}`, "gi");
    close.lastIndex = silent.lastIndex;
    from = close.exec(html) ? close.lastIndex : html.length;
    if (from === html.length) break;
    silent.lastIndex = from;
  }
  kept.push(html.slice(from));
  return kept.join("");
}

/** Resolves character references; every remaining "<" is text. */
function decode(text: string): string {
  const node = parseFragment(text.replaceAll("<", "&lt;")).childNodes[0];
  return node && "value" in node ? node.value : "";
}
