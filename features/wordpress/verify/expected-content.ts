import { listWords, parseHtml, readContent, type ShownImage } from "./html-content.ts";
import { listClosedNames, replaceEnclosed, replaceTags, splitAtShortcodes } from "./shortcode-tags.ts";

/** What an item of an export must show. */
export interface Expected {
  /** The words of its paragraphs, in their order. */
  blocks: string[][];
  /** Words that may be anywhere: of a line that names the source. */
  anywhere: string[][];
  /** The words of the excerpt: in the text, or its beginning the description for search engines. */
  excerpt: string[][];
  /** A listing's text, as it is or without one level of HTML's escapes. */
  code: { forms: string[] }[];
  captions: string[][];
  images: ShownImage[];
  /** Ids of the attachments that galleries show. */
  gallery: { ids: string[] | undefined; exclude: string[] }[];
  links: string[];
  /** Links around pictures, without words. */
  pictureLinks: string[];
  /** Links of the line that names the source: the site's becomes that of its front page. */
  sourceLinks: string[];
  /** The text is nested too deeply to be read whole. */
  isCut: boolean;
}

/** Shortcodes whose content is a code listing. */
export const codeTags: ReadonlySet<string> = new Set(
  "code sourcecode source cc cci ccn ccie codecolorer java javascript js php css html xml sql bash shell python py ruby c cpp csharp text plain perl diff powershell vb delphi scala groovy actionscript3 jscript xhtml yaml json".split(
    " ",
  ),
);
const playerTags = new Set("youtube dailymotion vimeo wpvideo audio video embed playlist soundcloud".split(" "));
/** A paragraph that says where an article was taken from: it becomes the article's source. */
const sourceLine = /^\s*Source\s*:/i;

/**
 * Reads what a text of WordPress shows, by its own rules: shortcodes are neither words nor markup, an address alone on a
 * line is a player or a card.
 */
export function readExpected(content: string, excerpt: string): Expected {
  const expected: Expected = {
    blocks: [],
    anywhere: [],
    excerpt: [],
    code: [],
    captions: [],
    images: [],
    gallery: [],
    links: [],
    pictureLinks: [],
    sourceLinks: [],
    isCut: false,
  };
  let html = content.replace(/\r\n?/g, "\n");
  // Listings first: their text may look like anything.
  html = replaceEnclosed(html, "<", ({ name, attributes }, inner) => {
    if (name !== "pre") return undefined;
    // Plugins show tags in a listing as they are.
    const asText = readContent(parseHtml(`<pre>${inner.replaceAll("<", "&lt;")}</pre>`)).code;
    for (const code of readContent(parseHtml(`<pre${attributes}>${inner}</pre>`)).code) addCode(expected, code, asText);
    return "\n\n";
  });
  const closed = listClosedNames(html);
  html = replaceEnclosed(html, "[", ({ name, attributes }, inner) => {
    if (codeTags.has(name)) {
      addCode(expected, inner);
      return "\n\n";
    }
    if (playerTags.has(name)) {
      addPlayer(expected, `${inner} ${attributes.replace(/\bposter\s*=\s*\S+/i, "")}`);
      return "\n\n";
    }
    if (name !== "caption" && name !== "wp_caption") return undefined;
    const shown = readContent(parseHtml(inner));
    const named = /\bcaption\s*=\s*"([^"]*)"/.exec(attributes)?.[1];
    const words = listHtmlText(named) ?? listWords(shown.blocks.map((block) => block.text).join(" "));
    if (words.length > 0) expected.captions.push(words);
    expected.images.push(...shown.images);
    for (const { href, hasText } of shown.links) (hasText ? expected.links : expected.pictureLinks).push(href);
    return "\n\n";
  });
  html = replaceTags(html, "[", ({ name, attributes }) => {
    if (name === "gallery") {
      expected.gallery.push(readGallery(attributes));
      return "\n\n";
    }
    if (addBuilderPictures(expected, name, attributes)) return "\n\n";
    // A blank line in an attribute does not end a paragraph.
    if (/=\s*["'][^"']*\n/.test(attributes)) return "\n\n";
    if (!playerTags.has(name)) return undefined;
    addPlayer(expected, attributes.replace(/\bposter\s*=\s*\S+/i, ""));
    return "\n\n";
  });
  for (const line of html.split("\n"))
    if (/source\s?:/i.test(line) && line.includes("est extrait de"))
      expected.sourceLinks.push(...readContent(parseHtml(line)).links.map(({ href }) => href));
  const tree = parseHtml(html, () => {
    expected.isCut = true;
  });
  const shown = readContent(tree);
  expected.images.push(...shown.images);
  for (const { href, hasText } of shown.links)
    if (!hasText) expected.pictureLinks.push(href);
    else if (!expected.sourceLinks.includes(href)) expected.links.push(href);
  for (const caption of shown.captions) expected.captions.push(listWords(caption));
  const captions = new Set(shown.captions.map((caption) => listWords(caption).join(" ")));
  for (const { text, isLink, isCode } of shown.blocks) {
    if (isLink || isCode) continue;
    for (const line of text.split("\n"))
      if (/^https?:\/\/\S+$/.test(line.trim())) expected.links.push(...splitVideos(line.trim()));
    const list = sourceLine.test(text) ? expected.anywhere : expected.blocks;
    for (const piece of splitAtShortcodes(text, closed)) {
      const words = listWords(piece);
      if (words.length === 0 || captions.has(words.join(" "))) continue;
      if (list === expected.anywhere) list.push(...words.filter((word) => word.length > 3).map((word) => [word]));
      else list.push(words);
    }
  }
  const lead = readContent(parseHtml(excerpt)).blocks.flatMap(({ text }) =>
    splitAtShortcodes(text, listClosedNames(excerpt)).map(listWords),
  );
  expected.excerpt.push(...lead.filter((words) => words.length > 0));
  return expected;
}

/** Splits the addresses of several videos, which Elementor writes without a space between them. */
function splitVideos(line: string): string[] {
  const videos = line.split(/(?<=[\w-])(?=https?:\/\/)/i);
  return videos.every((video) => /^https?:\/\/(?:[\w-]+\.)?(?:youtu\.?be|vimeo|dailymotion)\b/i.test(video))
    ? videos
    : [line];
}

/** The words of an attribute with HTML in it. */
function listHtmlText(html: string | undefined): string[] | undefined {
  return html === undefined ? undefined : readContent(parseHtml(html)).blocks.flatMap(({ text }) => listWords(text));
}

function readGallery(attributes: string): Expected["gallery"][number] {
  const lists = new Map<string, string[]>();
  for (const [, name = "", ids = ""] of attributes.matchAll(/\b(ids|include|exclude)\s*=\s*["']?([\d,\s]+)/g))
    lists.set(name, ids.match(/\d+/g) ?? []);
  return { ids: lists.get("ids") ?? lists.get("include"), exclude: lists.get("exclude") ?? [] };
}

/** The attribute in which a page builder (WPBakery, Divi) names pictures: by their ids, or by an address. */
const builderPictures = new Map([
  ["vc_single_image", /\bimage\s*=\s*["'](\d+)["']/],
  ["vc_gallery", /\bimages\s*=\s*["']([\d,\s]+)["']/],
  ["vc_images_carousel", /\bimages\s*=\s*["']([\d,\s]+)["']/],
  ["et_pb_gallery", /\bgallery_ids\s*=\s*["']([\d,\s]+)["']/],
  ["et_pb_image", /\bsrc\s*=\s*["'](https?:[^"'\s]+)["']/],
]);

/** Adds the pictures of a page builder's shortcode. Returns false if it has none. */
function addBuilderPictures(expected: Expected, name: string, attributes: string): boolean {
  const value = builderPictures.get(name)?.exec(attributes)?.[1];
  if (value === undefined) return false;
  if (/^https?:/.test(value)) expected.images.push({ src: value, alt: "" });
  else expected.gallery.push({ ids: value.match(/\d+/g) ?? [], exclude: [] });
  return true;
}

function addCode(expected: Expected, code: string, others: string[] = []): void {
  const plain = readContent(parseHtml(`<pre>${code}</pre>`)).code[0] ?? "";
  if (code.trim() !== "") expected.code.push({ forms: [code, plain, ...others] });
}

function addPlayer(expected: Expected, text: string): void {
  const address = /https?:\/\/[^\s"'\]]+/.exec(text)?.[0];
  if (address) expected.links.push(address);
}
