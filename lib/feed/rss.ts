import { resolveAddress } from "./addresses.ts";
import { listAuthors } from "./authors.ts";
import { parseFeedDate } from "./feed-dates.ts";
import { childrenOf, escapedHtmlOf, type FeedElement, inlineHtmlOf, textOf, textOfChild } from "./feed-element.ts";
import { toLanguageTag } from "./language.ts";
import { maxCategories, maxGuidLength, maxTitleLength } from "./limits.ts";
import type { ParsedItem } from "./parsed-feed.ts";
import { listPictures } from "./pictures.ts";
import { ambiguousToLine, toLine } from "./plain-text.ts";

/** What an item's feed has said before it. */
export interface ItemContext {
  feedUrl: string;
  siteUrl: string;
}

/** Converts an item of RSS (0.90 to 2.0, RDF), with Dublin Core, media and other modules. */
export function convertRssItem(item: FeedElement, { feedUrl, siteUrl }: ItemContext): Omit<ParsedItem, "raw"> {
  const linkBase = item.base || siteUrl || feedUrl;
  const guid = childrenOf(item, "guid").find((element) => textOf(element).trim() !== "");
  const about = item.attributes["rdf:about"] ?? item.attributes.about ?? "";
  const id =
    (guid && textOf(guid).trim()) || textOfChild(item, "atom:id") || about.trim() || textOfChild(item, "dc:identifier");
  const url = findRssLink(item, linkBase, guid, about);
  const content = childrenOf(item, "content:encoded", "xhtml:body", "body", "fulltext", "atom:content")[0];
  const summary = childrenOf(item, "description", "summary", "atom:summary", "itunes:summary", "dc:description")[0];
  const declaredDate = textOfChild(
    item,
    "pubdate",
    "dc:date",
    "dcterms:created",
    "dcterms:issued",
    "atom:published",
    "date",
  );
  const updated = textOfChild(item, "dcterms:modified", "atom:updated", "atom:modified");
  const publishedAt = parseFeedDate(declaredDate || updated);
  const baseUrl = content?.base || summary?.base || item.base || url || siteUrl || feedUrl;
  return {
    guid: id === "" ? null : id.slice(0, maxGuidLength),
    url,
    title: ambiguousToLine(
      textOfChild(item, "title", "atom:title", "dc:title", "media:title", "itunes:title"),
      maxTitleLength,
    ),
    authors: listRssAuthors(item),
    categories: listRssCategories(item),
    declaredDate: toLine(declaredDate || updated, 200),
    publishedAt,
    updatedAt: parseFeedDate(updated),
    summaryHtml: summary ? escapedHtmlOf(summary) : "",
    contentHtml: content ? (content.name === "xhtml:body" ? inlineHtmlOf(content) : escapedHtmlOf(content)) : "",
    baseUrl,
    pictures: listPictures(item, baseUrl),
    language: toLanguageTag(textOfChild(item, "dc:language", "language") || item.language),
    source: findSource(item, linkBase),
  };
}

function findRssLink(item: FeedElement, base: string, guid: FeedElement | undefined, about: string): string {
  const candidates = [
    textOfChild(item, "feedburner:origlink"),
    textOfChild(item, "link"),
    ...childrenOf(item, "link", "atom:link")
      .filter(({ attributes }) => (attributes.rel ?? "alternate").toLowerCase() === "alternate")
      .map(({ attributes }) => attributes.href ?? ""),
    guid && guid.attributes.isPermaLink?.toLowerCase() !== "false" && /^\s*https?:/i.test(textOf(guid))
      ? textOf(guid).trim()
      : "",
    /^https?:/i.test(about) ? about : "",
  ];
  for (const candidate of candidates) {
    const url = resolveAddress(candidate, base);
    if (url !== "") return url;
  }
  return "";
}

function listRssAuthors(item: FeedElement): string[] {
  for (const names of [
    ["dc:creator", "dcterms:creator", "dc:author"],
    ["author", "atom:author"],
    ["itunes:author", "googleplay:author"],
  ]) {
    const declared = childrenOf(item, ...names).map(
      (element) => textOfChild(element, "atom:name", "name") || textOf(element),
    );
    const authors = listAuthors(declared);
    if (authors.length > 0) return authors;
  }
  return [];
}

function listRssCategories(item: FeedElement): string[] {
  const terms = childrenOf(item, "category", "dc:subject", "dcterms:subject", "atom:category")
    .slice(0, 4 * maxCategories)
    .map((element) =>
      ambiguousToLine(textOf(element).trim() || (element.attributes.label ?? element.attributes.term ?? ""), 200),
    )
    .filter((term) => term !== "");
  return [...new Set(terms)].slice(0, maxCategories);
}

/** The feed that an item was taken from. */
export function findSource(item: FeedElement, base: string): ParsedItem["source"] {
  const [source] = childrenOf(item, "source", "atom:source", "dc:source");
  if (!source) return null;
  const link = childrenOf(source, "atom:link", "link").find(
    ({ attributes }) => (attributes.rel ?? "alternate").toLowerCase() === "alternate",
  );
  const text =
    textOfChild(source, "atom:title", "title") ||
    (source.children.some((child) => typeof child !== "string") ? "" : textOf(source));
  const title = ambiguousToLine(text, 300);
  const url = resolveAddress(link?.attributes.href ?? source.attributes.url ?? "", base);
  return title === "" && url === "" ? null : { title, url };
}
