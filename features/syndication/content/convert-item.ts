import type { Root } from "hast";
import type { ItemPicture } from "#db/schema/syndication.ts";
import { cutCharacters } from "#lib/cut-characters.ts";
import { stripTracking, toAddressKey } from "#lib/feed/address-key.ts";
import type { ParsedItem } from "#lib/feed/parsed-feed.ts";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { cleanLine, cleanText } from "#lib/html/clean-text.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { toText } from "#lib/html/text.ts";
import { sketchText } from "../likeness/sketch.ts";
import { maxRawLength } from "../rules.ts";
import { PictureCollector } from "./collect-pictures.ts";
import { toPublishedAt } from "./item-dates.ts";
import { hashContent, toGuidKey } from "./item-keys.ts";
import { isSummary, makeExcerpt, maxExcerptLength } from "./make-excerpt.ts";
import { prepareMarkup } from "./prepare-markup.ts";
import { findRepeatedSentences, withoutRepeated } from "./repeated-sentences.ts";
import { trimTails } from "./trim-tails.ts";

/** Characters of markup that are read; an article of 20,000 words has 150,000. */
const maxMarkupLength = 200_000;
const maxSummaryLength = 50_000;
const maxTitleLength = 300;
const maxAuthorLength = 200;
const maxTermLength = 100;
const maxTerms = 30;
const maxAuthors = 10;
const maxUrlLength = 4_000;

export interface ConvertOptions {
  /** The feed's address; relative links are resolved against it where the item names no other. */
  feedUrl: string;
  fetchedAt: Date;
  /** BCP 47, of the policy or as the feed declares; empty: unknown. */
  language: string;
}

/** An item as `feed_items` stores it: plain data. */
export interface ItemContent {
  guidKey: string;
  url: string;
  urlKey: string;
  title: string;
  author: string;
  language: string;
  terms: string[];
  excerpt: string;
  bodyHtml: string;
  pictures: ItemPicture[];
  publishedAt: Date;
  declaredDate: string;
  contentHash: string;
  raw: string;
  /** Null: the text is too short to be compared. */
  sketch: number[] | null;
  bands: number[] | null;
}

/**
 * Converts the items of a document to what is stored. Pure and bounded: the same items give the same result, and no
 * item is too long or too deep. The body is allowlisted HTML without pictures; each picture names how many blocks
 * precede it. Sentences that many of the items have do not count in the comparison of texts.
 */
export function convertItems(items: ParsedItem[], options: ConvertOptions): ItemContent[] {
  const read = items.map((item) => readItem(item, options));
  const repeated = findRepeatedSentences(read.map(({ text }) => text));
  return read.map(({ content, text }) => ({ ...content, ...sketchContent(content.title, text, repeated) }));
}

/** Converts a single item, without knowledge of what its feed repeats: see `convertItems`. */
export function convertItem(item: ParsedItem, options: ConvertOptions): ItemContent {
  const { content, text } = readItem(item, options);
  return { ...content, ...sketchContent(content.title, text, new Set()) };
}

function sketchContent(title: string, text: string, repeated: ReadonlySet<string>) {
  return sketchText(title, withoutRepeated(text, repeated)) ?? { sketch: null, bands: null };
}

type ReadItem = Omit<ItemContent, "sketch" | "bands">;

/** `text`: what is compared, the source's own summary and the whole text. */
function readItem(
  item: ParsedItem,
  { feedUrl, fetchedAt, language }: ConvertOptions,
): { content: ReadItem; text: string } {
  const baseUrl = [item.baseUrl, item.url, feedUrl].find((url) => URL.canParse(url)) ?? "";
  const body = readMarkup(item.contentHtml || item.summaryHtml, maxMarkupLength, baseUrl);
  body.pictures.addListed(item.pictures);
  const summary = item.contentHtml === "" ? body : readMarkup(item.summaryHtml, maxSummaryLength, baseUrl);
  const ownLanguage = toLanguage(item.language) || toLanguage(language);
  const hasSummary = summary !== body && isSummary(summary.text, body.text);
  const excerpt = toLine(
    makeExcerpt(hasSummary ? summary : { ...body, text: body.prose || body.text }, ownLanguage),
    maxExcerptLength,
  );
  const title = toLine(item.title, maxTitleLength) || cutCharacters(excerpt, 100);
  const text = hasSummary ? `${summary.text}\n${body.text}` : body.text;
  const { pictures } = body.pictures;
  const contentHash = hashContent({ title, text, pictures });
  const url = item.url.length <= maxUrlLength ? stripTracking(item.url) : "";
  const urlKey = toAddressKey(url);
  const content = {
    guidKey: toGuidKey(item.guid, urlKey, contentHash),
    url,
    urlKey,
    title,
    author: cutCharacters(toLines(item.authors, maxAuthors, maxAuthorLength).join(", "), maxAuthorLength),
    language: ownLanguage,
    terms: toLines(item.categories, maxTerms, maxTermLength),
    excerpt,
    bodyHtml: body.html,
    pictures,
    ...toPublishedAt(item, fetchedAt),
    contentHash,
    raw: cutCharacters(cleanText(item.raw.slice(0, maxRawLength)), maxRawLength),
  };
  return { content, text };
}

interface ReadMarkup {
  html: string;
  text: string;
  /** The text of its paragraphs, lists and quotations. */
  prose: string;
  isCut: boolean;
  pictures: PictureCollector;
}

function readMarkup(markup: string, maxLength: number, baseUrl: string): ReadMarkup {
  const pictures = new PictureCollector(baseUrl);
  const prepared = prepareMarkup(parseHtml(cutCharacters(markup, maxLength)), baseUrl, pictures);
  const placed = pictures.takePlaces(sanitizeArticle(prepared));
  const { isCut, hadRelated } = trimTails(placed);
  const tree = tidyEnd(placed);
  pictures.limitPlaces(tree.children.filter(({ type }) => type === "element").length, hadRelated);
  const prose = toText({ type: "root", children: tree.children.filter(isProse) });
  return { html: toHtml(tree), text: toText(tree), prose, isCut: isCut || markup.length > maxLength, pictures };
}

const isProse = (node: Root["children"][number]) =>
  node.type === "element" && /^(?:p|[uo]l|blockquote)$/.test(node.tagName) && node.properties.dataEmbed === undefined;

/** Trimming may leave an empty emphasis, link or line at the end. */
function tidyEnd({ children }: Root): Root {
  const index = children.findLastIndex(({ type }) => type === "element");
  const last = children[index];
  if (!last) return { type: "root", children: [] };
  const tidy = sanitizeArticle({ type: "root", children: [last] }).children;
  const kept = children.slice(0, tidy.length > 0 ? index : Math.max(0, index - 1));
  return { type: "root", children: [...kept, ...tidy] };
}

function toLine(text: string, max: number): string {
  return cutCharacters(cleanLine(text.slice(0, 10 * max)), max).trim();
}

/** Distinct lines, in order. */
function toLines(texts: string[], max: number, maxLength: number): string[] {
  const lines = texts.slice(0, 10 * max).map((text) => toLine(text, maxLength));
  return [...new Set(lines)].filter((line) => line !== "").slice(0, max);
}

function toLanguage(written: string): string {
  try {
    return Intl.getCanonicalLocales(written.trim().slice(0, 35).replaceAll("_", "-"))[0] ?? "";
  } catch {
    return "";
  }
}
