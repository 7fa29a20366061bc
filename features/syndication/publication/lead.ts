import type { ElementContent, Root } from "hast";
import { maxLeadLength } from "#features/newsroom/rules.ts";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { toText } from "#lib/html/text.ts";

/**
 * Splits a full text into lead and body. The excerpt is the lead if the feed wrote it as a summary. If it is how the text
 * begins, the first paragraph becomes the lead and leaves the body, because readers would read it twice. If that paragraph
 * is the whole text, or too long for a lead, only the excerpt's sentences become the lead; the others stay in the body.
 */
export function splitLead(excerpt: string, bodyHtml: string): { lead: string; bodyHtml: string } {
  const isShort = [...excerpt].length <= maxLeadLength;
  const tree = parseHtml(bodyHtml);
  if (excerpt === "" || !toKey(toText(tree)).startsWith(toKey(excerpt))) {
    return { lead: isShort ? excerpt : "", bodyHtml };
  }
  const first = tree.children.findIndex((node) => node.type === "element" && node.tagName !== "figure");
  const paragraph = tree.children[first];
  if (paragraph?.type !== "element" || paragraph.tagName !== "p") return { lead: "", bodyHtml };
  const isWholeText = !tree.children.some((node, index) => index !== first && isText(node));
  const split = isWholeLead(paragraph.children, isWholeText)
    ? { lead: toLine(paragraph.children), rest: [] }
    : splitAfter(paragraph.children, excerpt);
  if (split === undefined || split.lead === "" || [...split.lead].length > maxLeadLength) return { lead: "", bodyHtml };
  const rest = split.rest.length === 0 ? [] : [{ ...paragraph, children: split.rest }];
  const children = tree.children.flatMap((node, index): Root["children"] => (index === first ? rest : [node]));
  return { lead: split.lead, bodyHtml: toHtml(sanitizeArticle({ type: "root", children })) };
}

const isText = (node: Root["children"][number]) =>
  node.type === "element" && node.tagName !== "figure" && toText(node) !== "";

const toLine = (children: ElementContent[]) => toText({ type: "root", children }).replace(/\s+/g, " ").trim();

/** Whether a whole paragraph can be the lead: it is plain text, short enough, and more text follows. */
const isWholeLead = (children: ElementContent[], isWholeText: boolean) =>
  !isWholeText && children.every((child) => child.type === "text") && [...toLine(children)].length <= maxLeadLength;

/**
 * Splits a paragraph after the words of the excerpt, or takes all of it if the excerpt is longer. Undefined if the lead would contain a link,
 * which a lead cannot have, or end within a sentence.
 */
function splitAfter(children: ElementContent[], excerpt: string): { lead: string; rest: ElementContent[] } | undefined {
  const line = toLine(children);
  const isAll = excerpt.startsWith(line);
  if (!isAll && !(line.startsWith(excerpt) && /[.!?»”"’)\]]$/u.test(excerpt))) return undefined;
  const lead = isAll ? line : excerpt;
  let left = countNonSpaces(lead);
  for (const [index, child] of children.entries()) {
    if (child.type !== "text" && !(child.type === "element" && emphasis.has(child.tagName))) return undefined;
    const length = countNonSpaces(toText(child));
    if (length < left) {
      left -= length;
      continue;
    }
    if (length > left && child.type !== "text") return undefined;
    const rest: ElementContent[] =
      child.type === "text" && length > left ? [{ ...child, value: skipNonSpaces(child.value, left) }] : [];
    const after = [...rest, ...children.slice(index + 1)];
    return { lead, rest: toLine(after) === "" ? [] : trimStart(after) };
  }
  return undefined;
}

const countNonSpaces = (text: string) => text.replace(/\s+/g, "").length;

const emphasis = new Set(["strong", "em", "b", "i", "br"]);

/** Removes the first `count` characters that are not white space, and the white space after them. */
function skipNonSpaces(text: string, count: number): string {
  let at = 0;
  for (let left = count; left > 0 && at < text.length; at += 1) if (!/\s/.test(text[at] ?? "")) left -= 1;
  return text.slice(at).trimStart();
}

/** Removes the line breaks and spaces that followed the lead. */
function trimStart(children: ElementContent[]): ElementContent[] {
  const start = children.findIndex((child) =>
    child.type === "text" ? child.value.trim() !== "" : child.type === "element" && child.tagName !== "br",
  );
  const [first, ...others] = children.slice(Math.max(0, start));
  return first?.type === "text"
    ? [{ ...first, value: first.value.trimStart() }, ...others]
    : first
      ? [first, ...others]
      : [];
}

/** Compares words only: an excerpt ends with another sign or space than the text. */
const toKey = (text: string) =>
  text
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
    ?.slice(0, 200)
    .join(" ") ?? "";
