import { toString as textOf } from "hast-util-to-string";
import { parseHtml } from "#lib/html/parse.ts";
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

/** `""` is the first value without a name: `[vimeo 141358]`, `[youtube=ADDRESS]`. */
export type Attributes = Record<string, string>;

/** Converts a known shortcode; `content` is the text up to its end tag, undefined without one. Undefined: not usable. */
export type Shortcode = (attributes: Attributes, content: string | undefined) => string | undefined;

// An attribute text ends at the first bracket of either kind, so no "[" is examined twice, however many there are.
const pattern = /\[(\[)?(\/)?(\p{L}[\p{L}\p{M}\p{N}_-]*)((?:[\s=][^[\]]*)?)(\/)?\](\])?/giu;

/**
 * Replaces `[shortcodes]`: `known` ones are converted; the tags of unknown ones are removed, their content kept, and
 * they are counted in the notes as `shortcode:NAME`. WordPress recognises shortcodes by its plugins; we take for one
 * what has `name=value`, an address, an end tag, a "/", an underscore in its name, or a hyphen and its line alone, so
 * that "[sic]", "[peut-être]" and "[…]" stay text. Nothing is changed inside pre, code and comments.
 */
export function replaceShortcodes(source: string, known: Record<string, Shortcode>, notes: OmissionCounter): string {
  if (!source.includes("[")) return source;
  // The Audio Player plugin wrote `[audio:ADDRESS]`.
  const html = source.replace(/\[audio:/gi, "[audio ");
  const marks = findTags(html);
  const ends = pairTags(marks);
  const parts: string[] = [];
  let from = 0;
  /** A page builder's box has ended, and only removed end tags and white space followed. */
  let isAfterBox = false;
  for (let index = 0; index < marks.length; index += 1) {
    const mark = marks[index];
    if (!mark || mark.start < from) continue;
    const between = html.slice(from, mark.start);
    parts.push(between);
    const isBesideBox: boolean = isAfterBox && between.trim() === "";
    isAfterBox = false;
    from = mark.end;
    if (mark.escaped) {
      parts.push(html.slice(mark.start + 1, mark.end - 1));
      continue;
    }
    const end = ends.get(index);
    const handler = Object.hasOwn(known, mark.name) ? known[mark.name] : undefined;
    if (handler && !mark.closing) {
      const close = end === undefined ? undefined : marks[end];
      const content = close && html.slice(mark.end, close.start);
      const converted = handler(readAttributes(mark.attributes), content);
      if (converted === undefined && !close && isWord(mark, html)) {
        parts.push(html.slice(mark.start, mark.end));
        continue;
      }
      if (converted === undefined) notes.add(`shortcode:${mark.name}`);
      parts.push(converted ?? content ?? "");
      if (close) from = close.end;
    } else if (mark.closing ? handler || end !== undefined : end !== undefined || isShortcode(mark, html)) {
      if (!mark.closing) notes.add(`shortcode:${mark.name}`);
      const isBox = boxName.test(mark.name);
      isAfterBox = mark.closing && (isBox || isBesideBox);
      if (!mark.closing && isBox && isBesideBox) parts.push("\n\n");
      parts.push(mark.closing ? "" : keepAddress(mark, end !== undefined));
    } else parts.push(html.slice(mark.start, mark.end));
  }
  parts.push(html.slice(from));
  return parts.join("");
}

/**
 * Names of boxes of page builders (`vc_column_text`, `et_pb_text`, `one_half`, `col-md-6`), which follow one another
 * without a space: their texts must not run together.
 */
const boxName = /[_-]|^(?:row|col|section|box|tab|panel|toggle|accordion)/;

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

function isShortcode(mark: ShortcodeTag, html: string): boolean {
  // A remark in brackets with links in it: no plugin's values have markup.
  if (mark.attributes.includes("<")) return false;
  if (mark.selfClosing || mark.name.includes("_")) return true;
  if (/^\s*=|[\p{L}\p{N}_-]=\s*\S|https?:\/\//u.test(mark.attributes)) return true;
  return mark.name.includes("-") && isAloneInLine(mark, html);
}

/** The name of a player within a sentence: "the live web [Twitter]". */
function isWord(mark: ShortcodeTag, html: string): boolean {
  if (mark.attributes.trim() !== "" || mark.selfClosing) return false;
  const isLinkText = /<a\s[^<>]*>\s*$/i.test(html.slice(Math.max(0, mark.start - 500), mark.start));
  return isLinkText || !isAloneInLine(mark, html);
}

function isAloneInLine({ start, end }: ShortcodeTag, html: string): boolean {
  const before = html.slice(Math.max(0, start - 40), start);
  return (
    /(?:^|[\n>])[ \t]*$/.test(start > 40 ? `.${before}` : before) &&
    /^[ \t]*(?:$|[\r\n<])/.test(html.slice(end, end + 40))
  );
}

/**
 * Keeps the address of an unknown shortcode (a video's, for example), alone in its line if there is no text to link.
 */
function keepAddress(mark: ShortcodeTag, hasContent: boolean): string {
  const address = /https?:\/\/[^\s"'<>\]]+/.exec(mark.attributes.replaceAll("&amp;", "&"))?.[0];
  return address === undefined || hasContent ? "" : `\n\n${address.replaceAll("&", "&amp;")}\n\n`;
}

/** Values in straight quotes, and in those that a word processor or WordPress made of them. */
const attribute =
  /(?<![\p{L}\p{N}_-])([\p{L}_][\p{L}\p{N}_-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|[“”„″‟«»]([^"“”„″‟«»]*)["“”„″‟«»]|[‘’‚‛′]([^'‘’‚‛′]*)['‘’‚‛′]|([^\s"'“”„″‟‘’‚‛′«»]+))/gu;

const quoteReference = /&(?:quot|#0{0,5}34|#x0{0,5}22);/gi;
/** A character for private use. */
const innerQuote = "\ue000";

function readAttributes(source: string): Attributes {
  // A quotation mark within a value must not end it.
  const text = decodeReferences(source.replace(/"[^"]*"/g, (value) => value.replace(quoteReference, innerQuote)));
  const attributes: Attributes = {};
  const rest: string[] = [];
  let from = 0;
  for (const match of text.matchAll(attribute)) {
    const before = text.slice(from, match.index);
    // A parameter of an address is no attribute.
    if (before.slice(-500).split(/\s/).at(-1)?.includes("://")) continue;
    rest.push(before);
    from = match.index + match[0].length;
    const name = match[1]?.toLowerCase();
    const value = match.slice(2).find((part) => part !== undefined) ?? "";
    if (name) attributes[name] = value.replaceAll(innerQuote, '"').trim();
  }
  rest.push(text.slice(from));
  const bare = /https?:\/\/[^\s"'<>\]]+/.exec(text)?.[0];
  if (bare !== undefined) attributes.address ??= bare;
  const [first] = rest.join(" ").trim().replace(/^=/, "").trim().split(/\s+/);
  if (first) attributes[""] = first.replace(/^["“”„″'‘’«]/, "").replace(/["“”″'’»]$/, "");
  return attributes;
}

function decodeReferences(text: string): string {
  if (!text.includes("&")) return text;
  return parseHtml(text.replaceAll("<", "&lt;"))
    .children.map((node) => textOf(node))
    .join("");
}
