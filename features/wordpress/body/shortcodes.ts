import type { OmissionCounter } from "./conversion-report.ts";
import { findVerbatimRanges } from "./verbatim-ranges.ts";

interface ShortcodeTag {
  start: number;
  end: number;
  name: string;
  closing: boolean;
  selfClosing: boolean;
  attributes: string;
  /** `[[name]]` displays a shortcode as text. */
  escaped: boolean;
}

export type Attributes = Record<string, string>;

/** Converts a known shortcode; `content` is the text up to its end tag, undefined without one. */
export type Shortcode = (attributes: Attributes, content: string | undefined) => string;

// An attribute text ends at the first bracket of either kind, so no "[" is examined twice, however many there are.
const pattern = /\[(\[)?(\/)?([a-z][a-z0-9_-]*)((?:[\s=][^[\]]*)?)(\/)?\](\])?/gi;

/**
 * Replaces `[shortcodes]`: `known` ones are converted; the tags of unknown ones are removed, their content kept, and
 * they are counted in the notes as `shortcode:NAME`. WordPress recognises shortcodes by its plugins; we take for one
 * what has `name=value`, an address, an end tag or a "/", so that "[sic]" and "[…]" stay text. Nothing is changed
 * inside pre, code and comments.
 */
export function replaceShortcodes(html: string, known: Record<string, Shortcode>, notes: OmissionCounter): string {
  if (!html.includes("[")) return html;
  const marks = findTags(html);
  const ends = pairTags(marks);
  const parts: string[] = [];
  let from = 0;
  for (let index = 0; index < marks.length; index += 1) {
    const mark = marks[index];
    if (!mark || mark.start < from) continue;
    parts.push(html.slice(from, mark.start));
    from = mark.end;
    if (mark.escaped) {
      parts.push(html.slice(mark.start + 1, mark.end - 1));
      continue;
    }
    const end = ends.get(index);
    const handler = known[mark.name];
    if (handler && !mark.closing) {
      const close = end === undefined ? undefined : marks[end];
      parts.push(handler(readAttributes(mark.attributes), close && html.slice(mark.end, close.start)));
      if (close) from = close.end;
    } else if (mark.closing ? handler || end !== undefined : end !== undefined || isShortcode(mark)) {
      if (!mark.closing) notes.add(`shortcode:${mark.name}`);
      parts.push(mark.closing ? "" : keepAddress(mark, end !== undefined));
    } else parts.push(html.slice(mark.start, mark.end));
  }
  parts.push(html.slice(from));
  return parts.join("");
}

function findTags(html: string): ShortcodeTag[] {
  const quiet = findVerbatimRanges(html, /<(pre|code|script|style|textarea)\b/gi);
  let range = 0;
  const marks: ShortcodeTag[] = [];
  for (const match of html.matchAll(pattern)) {
    const start = match.index;
    while (range < quiet.length && (quiet[range]?.end ?? 0) <= start) range += 1;
    if ((quiet[range]?.start ?? html.length) <= start) continue;
    const [all, open, closing, name = "", attributes = "", slash, shut] = match;
    const escaped = open !== undefined && shut !== undefined;
    marks.push({
      start: escaped || !open ? start : start + 1,
      end: start + all.length - (shut && !escaped ? 1 : 0),
      name: name.toLowerCase(),
      closing: closing !== undefined,
      selfClosing: slash !== undefined || attributes.trimEnd().endsWith("/"),
      attributes,
      escaped,
    });
  }
  return marks;
}

/** Maps each opening tag to its closing tag, and the other way round. */
function pairTags(marks: ShortcodeTag[]): Map<number, number> {
  const pairs = new Map<number, number>();
  const open = new Map<string, number[]>();
  for (const [index, mark] of marks.entries()) {
    if (mark.escaped || (mark.selfClosing && !mark.closing)) continue;
    const waiting = open.get(mark.name) ?? [];
    if (!mark.closing) open.set(mark.name, [...waiting.slice(-20), index]);
    else {
      const opening = waiting.pop();
      if (opening === undefined) continue;
      pairs.set(opening, index);
      pairs.set(index, opening);
    }
  }
  return pairs;
}

function isShortcode(mark: ShortcodeTag): boolean {
  if (mark.selfClosing) return true;
  return /^\s*=|[\w-]=\s*\S|https?:\/\//.test(mark.attributes) || /[_-]/.test(mark.name);
}

/**
 * Keeps the address of an unknown shortcode (a video's, for example), alone in its line if there is no text to link.
 */
function keepAddress(mark: ShortcodeTag, hasContent: boolean): string {
  const address = /https?:\/\/[^\s"'<>\]]+/.exec(mark.attributes.replaceAll("&amp;", "&"))?.[0];
  return address === undefined || hasContent ? "" : `\n\n${address.replaceAll("&", "&amp;")}\n\n`;
}

function readAttributes(text: string): Attributes {
  const attributes: Attributes = {};
  for (const match of text.matchAll(/(?<![\w-])([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))/g)) {
    const name = match[1]?.toLowerCase();
    if (name) attributes[name] = match[2] ?? match[3] ?? match[4] ?? "";
  }
  const bare = /https?:\/\/[^\s"'<>\]]+/.exec(text)?.[0];
  if (bare !== undefined) attributes.address ??= bare;
  return attributes;
}
