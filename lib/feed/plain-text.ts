import type { Nodes } from "hast";
import { cutCharacters } from "../cut-characters.ts";
import { cleanLine } from "../html/clean-text.ts";
import { parseHtml } from "../html/parse.ts";

/** Converts HTML to one line of plain text, at most `max` characters. */
export function htmlToLine(html: string, max: number): string {
  const text = html.slice(0, 8 * max);
  if (!/[<&]/.test(text)) return toLine(text, max);
  const parts: string[] = [];
  collect(parseHtml(text), parts);
  return toLine(parts.join(""), max);
}

/** Normalises plain text to one line of at most `max` characters. */
export function toLine(text: string, max: number): string {
  return cutCharacters(cleanLine(withoutC1(text.slice(0, 4 * max))), max).trimEnd();
}

const closedMarkup =
  /<(?:a|abbr|b|big|cite|code|del|em|font|i|ins|mark|q|s|small|span|strike|strong|sub|sup|u)(?: [^<>]{0,1000})?>[^<]{0,1000}<\//i;
const emptyMarkup = /<(?:br|img|hr)\b[^<>]{0,1000}>/i;

/**
 * Converts a title of RSS to plain text. Some feeds escape it once (plain text), others twice (HTML): it counts as HTML
 * if it has a whole inline element or an entity.
 */
export function ambiguousToLine(text: string, max: number): string {
  const start = text.slice(0, 20 * max);
  if (closedMarkup.test(start) || emptyMarkup.test(start)) return htmlToLine(start, max);
  if (/&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]\w{1,30});/i.test(start)) return htmlToLine(start.replaceAll("<", "&lt;"), max);
  return toLine(start, max);
}

const c1 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/** Characters U+0080 to U+009F as what was meant: those of windows-1252. */
export const withoutC1 = (text: string) =>
  text.replace(/[\u0080-\u009f]/g, (character) => c1[character.charCodeAt(0) - 0x80] ?? "");

function collect(node: Nodes, parts: string[]): void {
  if (node.type === "text") parts.push(node.value);
  if (!("children" in node)) return;
  if (node.type === "element" && (node.tagName === "script" || node.tagName === "style")) return;
  if (node.type === "element" && /^(?:br|p|div|li|h[1-6]|td|tr)$/.test(node.tagName)) parts.push(" ");
  for (const child of node.children) collect(child, parts);
}
