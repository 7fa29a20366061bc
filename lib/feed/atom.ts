import { escapeHtml } from "../html/escape-html.ts";
import { resolveAddress } from "./addresses.ts";
import { listAuthors } from "./authors.ts";
import { parseFeedDate } from "./feed-dates.ts";
import { childrenOf, escapedHtmlOf, type FeedElement, inlineHtmlOf, textOf, textOfChild } from "./feed-element.ts";
import { toLanguageTag } from "./language.ts";
import { maxCategories, maxGuidLength, maxTitleLength } from "./limits.ts";
import type { ParsedItem } from "./parsed-feed.ts";
import { listPictures } from "./pictures.ts";
import { ambiguousToLine, htmlToLine, toLine } from "./plain-text.ts";
import { findSource, type ItemContext } from "./rss.ts";

/** Converts an entry of Atom 1.0 or 0.3. */
export function convertAtomEntry(
  entry: FeedElement,
  feed: FeedElement | undefined,
  { feedUrl, siteUrl }: ItemContext,
): Omit<ParsedItem, "raw"> {
  const base = entry.base || feedUrl;
  const content = childrenOf(entry, "atom:content")[0];
  const summary = childrenOf(entry, "atom:summary")[0];
  const url =
    resolveAddress(textOfChild(entry, "feedburner:origlink"), base) ||
    findAtomLink(entry, "alternate", base) ||
    resolveAddress(content?.attributes.src ?? "", base) ||
    resolveAddress(/^https?:/i.test(textOfChild(entry, "atom:id")) ? textOfChild(entry, "atom:id") : "", base);
  const published = textOfChild(entry, "atom:published", "atom:issued", "atom:created", "dc:date");
  const updated = textOfChild(entry, "atom:updated", "atom:modified");
  const id = textOfChild(entry, "atom:id");
  const baseUrl = content?.base || summary?.base || entry.base || url || siteUrl || feedUrl;
  return {
    guid: id === "" ? null : id.slice(0, maxGuidLength),
    url,
    title:
      atomLine(childrenOf(entry, "atom:title")[0]) ||
      ambiguousToLine(textOfChild(entry, "media:title"), maxTitleLength),
    authors: listAtomAuthors(entry, feed),
    categories: listAtomCategories(entry),
    declaredDate: toLine(published || updated, 200),
    publishedAt: parseFeedDate(published || updated),
    updatedAt: parseFeedDate(updated),
    summaryHtml: summary ? atomHtml(summary) : "",
    contentHtml: content && content.attributes.src === undefined ? atomHtml(content) : "",
    baseUrl,
    pictures: listPictures(entry, baseUrl),
    language: toLanguageTag(content?.language || entry.language || textOfChild(entry, "dc:language")),
    source: findSource(entry, base),
  };
}

/** The address of a link of one kind; of several, an HTML page. */
export function findAtomLink(element: FeedElement, rel: string, base: string): string {
  const links = childrenOf(element, "atom:link").filter(
    ({ attributes }) =>
      (attributes.rel ?? "alternate").toLowerCase().replace("http://www.iana.org/assignments/relation/", "") === rel,
  );
  const page = links.find(({ attributes }) => /html/i.test(attributes.type ?? "")) ?? links[0];
  // Atom 0.3 and some feeds write the address as text.
  return page ? resolveAddress(page.attributes.href ?? textOf(page), page.base || base) : "";
}

type TextKind = "text" | "html" | "inline" | "base64";

/** The text that an element holds in Base64; empty for pictures and the like. */
function fromBase64(element: FeedElement): string {
  const text = Buffer.from(textOf(element), "base64").toString("utf8");
  return /[\0\ufffd]/.test(text) ? "" : text;
}

function kindOf({ attributes, children }: FeedElement): TextKind {
  const type = (attributes.type ?? "text").trim().toLowerCase();
  if (attributes.mode === "base64" || (/^[a-z]+\//.test(type) && !type.startsWith("text/") && !/[/+]xml$/.test(type)))
    return "base64";
  const hasElements = children.some((child) => typeof child !== "string");
  if (type === "xhtml" || (hasElements && (type === "html" || type.includes("html") || type === "text")))
    return "inline";
  const isHtml = type === "html" || type === "text/html" || type === "application/xhtml+xml";
  // Atom 0.3: the default mode is `xml`.
  if (isHtml) return "html";
  if (type === "text" || type.startsWith("text/plain"))
    return attributes.mode === "escaped" && type === "text" ? "html" : "text";
  return type.startsWith("text/") ? "text" : "inline";
}

/** The HTML of a text construct. */
function atomHtml(element: FeedElement): string {
  const kind = kindOf(element);
  if (kind === "inline") return inlineHtmlOf(element);
  if (kind === "html") return escapedHtmlOf(element);
  if (kind === "base64") return fromBase64(element);
  return kind === "text" ? escapeHtml(textOf(element)) : "";
}

/** One line of plain text of a text construct. */
export function atomLine(element: FeedElement | undefined): string {
  if (!element) return "";
  const kind = kindOf(element);
  if (kind === "html") return htmlToLine(textOf(element), maxTitleLength);
  if (kind === "base64") return htmlToLine(fromBase64(element), maxTitleLength);
  return toLine(textOf(element), maxTitleLength);
}

function listAtomAuthors(entry: FeedElement, feed: FeedElement | undefined): string[] {
  const [source] = childrenOf(entry, "atom:source");
  for (const element of [entry, source, feed]) {
    if (!element) continue;
    const declared = childrenOf(element, "atom:author", "dc:creator", "author").map(
      (author) =>
        textOfChild(author, "atom:name", "name") ||
        (author.children.some((child) => typeof child !== "string") ? "" : textOf(author)),
    );
    const authors = listAuthors(declared);
    if (authors.length > 0) return authors;
  }
  return [];
}

function listAtomCategories(entry: FeedElement): string[] {
  const terms = childrenOf(entry, "atom:category", "dc:subject", "category")
    .slice(0, 4 * maxCategories)
    .map(({ attributes, ...element }) => attributes.label || attributes.term || textOf({ attributes, ...element }))
    .map((term) => ambiguousToLine(term, 200))
    .filter((term) => term !== "");
  return [...new Set(terms)].slice(0, maxCategories);
}
