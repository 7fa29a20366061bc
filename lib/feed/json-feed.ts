import { escapeHtml } from "../html/escape-html.ts";
import { resolveAddress } from "./addresses.ts";
import { listAuthors } from "./authors.ts";
import { parseFeedDate } from "./feed-dates.ts";
import { toLanguageTag } from "./language.ts";
import { maxCategories, maxGuidLength, maxTitleLength } from "./limits.ts";
import type { ParsedFeed, ParsedItem } from "./parsed-feed.ts";
import { toLine } from "./plain-text.ts";

type JsonObject = Record<string, unknown>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textOf = (value: unknown) => (typeof value === "string" ? value : typeof value === "number" ? String(value) : "");
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The feed's own fields, without items. */
export function convertJsonHead(
  feed: JsonObject,
  url: string,
): Pick<ParsedFeed, "title" | "version" | "description" | "siteUrl" | "selfUrl" | "hubUrls" | "language"> {
  const version = textOf(feed.version);
  return {
    version: /jsonfeed\.org\/version\/([\d.]{1,10})/.exec(version.slice(0, 200))?.[1] ?? "",
    title: toLine(textOf(feed.title), maxTitleLength),
    description: toLine(textOf(feed.description), maxTitleLength),
    siteUrl: resolveAddress(textOf(feed.home_page_url), url),
    selfUrl: resolveAddress(textOf(feed.feed_url), url),
    hubUrls: listOf(feed.hubs)
      .slice(0, 10)
      .filter(isJsonObject)
      .map((hub) => resolveAddress(textOf(hub.url), url))
      .filter((hub) => hub !== ""),
    language: toLanguageTag(textOf(feed.language)),
  };
}

/** Converts an item of a JSON Feed (1.0 or 1.1). */
export function convertJsonItem(
  item: JsonObject,
  feed: JsonObject,
  { feedUrl, siteUrl }: { feedUrl: string; siteUrl: string },
): Omit<ParsedItem, "raw"> {
  const base = siteUrl || feedUrl;
  const url = resolveAddress(textOf(item.url), base) || resolveAddress(textOf(item.external_url), base);
  const declaredDate = textOf(item.date_published) || textOf(item.date_modified);
  const text = textOf(item.content_text);
  const pictures = [item.image, item.banner_image].map((address) => resolveAddress(textOf(address), url || base));
  for (const attachment of listOf(item.attachments).slice(0, 20))
    if (isJsonObject(attachment) && textOf(attachment.mime_type).startsWith("image/"))
      pictures.push(resolveAddress(textOf(attachment.url), url || base));
  const categories = listOf(item.tags)
    .slice(0, 4 * maxCategories)
    .map((tag) => toLine(textOf(tag), 200));
  return {
    guid: textOf(item.id).trim().slice(0, maxGuidLength) || null,
    url,
    title: toLine(textOf(item.title), maxTitleLength),
    authors: [item, feed].map(listJsonAuthors).find((authors) => authors.length > 0) ?? [],
    categories: [...new Set(categories)].filter((category) => category !== "").slice(0, maxCategories),
    declaredDate: toLine(declaredDate, 200),
    publishedAt: parseFeedDate(declaredDate),
    updatedAt: parseFeedDate(textOf(item.date_modified)),
    summaryHtml: escapeHtml(textOf(item.summary)),
    contentHtml: textOf(item.content_html) || escapeHtml(text),
    baseUrl: url || base,
    pictures: [...new Set(pictures)]
      .filter((address) => address !== "")
      .map((address) => ({ url: address, alt: "", credit: "", width: null, height: null })),
    language: toLanguageTag(textOf(item.language)),
    source: null,
  };
}

function listJsonAuthors(holder: JsonObject): string[] {
  const declared = [...listOf(holder.authors).slice(0, 50), holder.author];
  return listAuthors(declared.map((author) => (isJsonObject(author) ? textOf(author.name) : textOf(author))));
}
