import type { Root } from "hast";
import type { ItemPicture } from "#db/schema/syndication.ts";
import { stripTracking, toAddressKey } from "#lib/feed/address-key.ts";
import type { ParsedItem } from "#lib/feed/parsed-feed.ts";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { cleanLine, cleanText } from "#lib/html/clean-text.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { toText } from "#lib/html/text.ts";
import { maxRawLength } from "../rules.ts";
import { PictureCollector } from "./collect-pictures.ts";
import { cutCharacters } from "./cut-characters.ts";
import { toPublishedAt } from "./item-dates.ts";
import { hashContent, toGuidKey } from "./item-keys.ts";
import { makeExcerpt } from "./make-excerpt.ts";
import { prepareMarkup } from "./prepare-markup.ts";
import { trimTails } from "./trim-tails.ts";

/** Characters of markup that are read; an article of 20,000 words has 200,000. */
const maxMarkupLength = 500_000;
const maxSummaryLength = 50_000;
const maxTitleLength = 300;
const maxAuthorLength = 200;
const maxTermLength = 100;
const maxTerms = 30;
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
 * Converts an item of a feed to what is stored. Pure and bounded: the same item gives the same result, and no item is too long or too deep.
 * The body is allowlisted HTML without pictures; each picture names how many blocks precede it.
 */
export function convertItem(item: ParsedItem, { feedUrl, fetchedAt, language }: ConvertOptions): ItemContent {
  const baseUrl = URL.canParse(item.baseUrl) ? item.baseUrl : URL.canParse(item.url) ? item.url : feedUrl;
  const body = readMarkup(item.contentHtml || item.summaryHtml, maxMarkupLength, baseUrl);
  body.pictures.addListed(item.pictures);
  const summary = item.contentHtml === "" ? body : readMarkup(item.summaryHtml, maxSummaryLength, baseUrl);
  const url = item.url.length <= maxUrlLength ? stripTracking(item.url) : "";
  const urlKey = toAddressKey(url);
  const chosenLanguage = toLanguage(item.language) || toLanguage(language);
  const excerpt = makeExcerpt(summary, summary === body ? { text: "", isCut: false } : body, chosenLanguage);
  const title = toLine(item.title, maxTitleLength) || cutCharacters(excerpt, 100);
  const { pictures } = body.pictures;
  const contentHash = hashContent({ title, text: `${summary === body ? "" : excerpt}\n${body.text}`, pictures });
  return {
    guidKey: toGuidKey(item.guid, urlKey, contentHash),
    url,
    urlKey,
    title,
    author: toLine(
      item.authors
        .slice(0, 10)
        .map((name) => toLine(name, maxAuthorLength))
        .filter(Boolean)
        .join(", "),
      maxAuthorLength,
    ),
    language: chosenLanguage,
    terms: [
      ...new Set(
        item.categories
          .slice(0, 10 * maxTerms)
          .map((term) => toLine(term, maxTermLength))
          .filter(Boolean),
      ),
    ].slice(0, maxTerms),
    excerpt,
    bodyHtml: body.html,
    pictures,
    ...toPublishedAt(item, fetchedAt),
    contentHash,
    raw: cutCharacters(cleanText(item.raw.slice(0, maxRawLength)), maxRawLength),
    sketch: null,
    bands: null,
  };
}

interface ReadMarkup {
  html: string;
  text: string;
  isCut: boolean;
  pictures: PictureCollector;
}

function readMarkup(markup: string, maxLength: number, baseUrl: string): ReadMarkup {
  const pictures = new PictureCollector(baseUrl);
  const prepared = prepareMarkup(parseHtml(cutCharacters(markup, maxLength)), baseUrl, pictures);
  const placed = pictures.takePlaces(sanitizeArticle(prepared));
  const isCut = trimTails(placed) || markup.length > maxLength;
  // Trimming may leave an empty emphasis or link.
  const tree: Root = sanitizeArticle(placed);
  return { html: toHtml(tree), text: toText(tree), isCut, pictures };
}

function toLine(text: string, max: number): string {
  return cutCharacters(cleanLine(text.slice(0, 10 * max)), max).trim();
}

function toLanguage(written: string): string {
  try {
    return Intl.getCanonicalLocales(written.trim().slice(0, 35).replaceAll("_", "-"))[0] ?? "";
  } catch {
    return "";
  }
}
