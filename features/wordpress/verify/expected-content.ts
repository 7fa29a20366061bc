import { listWords, parseHtml, readContent } from "./html-content.ts";

/** What an item of an export must show. */
export interface Expected {
  /** The words of its paragraphs, in their order. */
  blocks: string[][];
  /** Words that may be anywhere: of the excerpt, of a line that names the source. */
  anywhere: string[][];
  /** A listing's text, as it is or without one level of HTML's escapes. */
  code: { forms: string[] }[];
  captions: string[][];
  /** Addresses of pictures. */
  images: string[];
  /** Ids of the attachments that galleries show. */
  gallery: { ids: string[] | undefined; exclude: string[] }[];
  links: string[];
  /** Links of the line that names the source: the site's becomes that of its front page. */
  sourceLinks: string[];
}

/** Shortcodes whose content is a code listing. */
const codeTags = new Set(
  "code sourcecode source cc cci ccn ccie codecolorer java javascript js php css html xml sql bash shell python py ruby c cpp csharp text plain perl diff powershell vb delphi scala groovy actionscript3 jscript xhtml yaml json".split(
    " ",
  ),
);
const playerTags = new Set("youtube dailymotion vimeo wpvideo audio video embed playlist soundcloud".split(" "));
const openingTag = /\[([a-z][a-z0-9]{0,20})((?:[\s=][^\]\n]{0,2000})?)\]/gi;
const openingPre = /<(pre)\b([^>]{0,2000})>/gi;
const gallery = /\[gallery([^\]]{0,5000})\]/gi;
/** A paragraph that says where an article was taken from: it becomes the article's source. */
const sourceLine = /^\s*Source\s*:/i;

/**
 * Reads what a text of WordPress shows, by its own rules: shortcodes are neither words nor markup, an address alone on a
 * line is a player or a card. Text in square brackets is not compared, because shortcodes look like it.
 */
export function readExpected(content: string, excerpt: string): Expected {
  const expected: Expected = {
    blocks: [],
    anywhere: [],
    code: [],
    captions: [],
    images: [],
    gallery: [],
    links: [],
    sourceLinks: [],
  };
  let html = content.replace(/\r\n?/g, "\n");
  // Listings first: their text may look like anything.
  html = replaceEnclosed(html, openingPre, "<", (_, attributes, inner) => {
    for (const code of readContent(parseHtml(`<pre${attributes}>${inner}</pre>`)).code) addCode(expected, code);
    return "\n\n";
  });
  html = replaceEnclosed(html, openingTag, "[", (tag, attributes, inner) => {
    if (codeTags.has(tag)) {
      addCode(expected, inner);
      return "\n\n";
    }
    if (playerTags.has(tag)) {
      addPlayer(expected, `${inner} ${attributes}`);
      return "\n\n";
    }
    if (tag !== "caption" && tag !== "wp_caption") return undefined;
    const named = /\bcaption\s*=\s*"([^"]*)"/.exec(attributes)?.[1];
    const text =
      named ??
      readContent(parseHtml(inner))
        .blocks.map((block) => block.text)
        .join(" ");
    if (listWords(text).length > 0) expected.captions.push(listWords(text));
    return `\n\n${/<img\b[^>]*>/i.exec(inner)?.[0] ?? ""}\n\n`;
  });
  html = html.replace(openingTag, (whole, tag: string, attributes: string) => {
    if (!playerTags.has(tag.toLowerCase())) return whole;
    addPlayer(expected, attributes);
    return "\n\n";
  });
  html = html.replace(gallery, (_, attributes: string) => {
    const lists = new Map<string, string[]>();
    for (const [, name = "", ids = ""] of attributes.matchAll(/\b(ids|include|exclude)\s*=\s*["']?([\d,\s]+)/g))
      lists.set(name, ids.match(/\d+/g) ?? []);
    expected.gallery.push({ ids: lists.get("ids") ?? lists.get("include"), exclude: lists.get("exclude") ?? [] });
    return "\n\n";
  });
  for (const line of html.match(/^.*source\s*:.*est extrait de.*$/gim) ?? [])
    expected.sourceLinks.push(...readContent(parseHtml(line)).links.map(({ href }) => href));
  const shown = readContent(parseHtml(html));
  expected.images.push(...shown.images);
  for (const { href, hasText } of shown.links)
    if (hasText && !expected.sourceLinks.includes(href)) expected.links.push(href);
  for (const caption of shown.captions) expected.captions.push(listWords(caption));
  const captions = new Set(shown.captions.map((caption) => listWords(caption).join(" ")));
  for (const { text, isLink } of shown.blocks) {
    if (isLink) continue;
    for (const address of text.match(/^\s*https?:\/\/\S+\s*$/gm) ?? []) expected.links.push(address.trim());
    const list = sourceLine.test(text) ? expected.anywhere : expected.blocks;
    for (const piece of text.split(/\[[^\]\n]*\]/)) {
      const words = listWords(piece);
      if (words.length === 0 || captions.has(words.join(" "))) continue;
      if (list === expected.anywhere) list.push(...words.filter((word) => word.length > 3).map((word) => [word]));
      else list.push(words);
    }
  }
  const lead = readContent(parseHtml(excerpt)).blocks.flatMap(({ text }) => text.split(/\[[^\]\n]*\]/).map(listWords));
  expected.anywhere.push(...lead.filter((words) => words.length > 0));
  return expected;
}

function addCode(expected: Expected, code: string): void {
  const plain = readContent(parseHtml(`<pre>${code}</pre>`)).code[0] ?? "";
  if (code.trim() !== "") expected.code.push({ forms: [code, plain] });
}

function addPlayer(expected: Expected, text: string): void {
  const address = /https?:\/\/[^\s"'\]]+/.exec(text)?.[0];
  if (address) expected.links.push(address);
}

/**
 * Replaces what is between an opening tag and the next closing one of the same name, in linear time; `replace` returns
 * undefined to leave it. `bracket` begins a tag.
 */
function replaceEnclosed(
  text: string,
  opening: RegExp,
  bracket: "<" | "[",
  replace: (tag: string, attributes: string, inner: string) => string | undefined,
): string {
  const folded = text.toLowerCase();
  // Some letters change their length.
  if (folded.length !== text.length) return text;
  const unclosed = new Set<string>();
  let result = "";
  let at = 0;
  for (const match of text.matchAll(opening)) {
    if (match.index < at) continue;
    const tag = (match[1] ?? "").toLowerCase();
    const closing = `${bracket}/${tag}${bracket === "<" ? ">" : "]"}`;
    const start = match.index + match[0].length;
    const end = unclosed.has(tag) ? -1 : folded.indexOf(closing, start);
    if (end < 0) {
      unclosed.add(tag);
      continue;
    }
    const replaced = replace(tag, match[2] ?? "", text.slice(start, end));
    if (replaced === undefined) continue;
    result += text.slice(at, match.index) + replaced;
    at = end + closing.length;
  }
  return result + text.slice(at);
}
