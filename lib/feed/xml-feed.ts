import { resolveAddress } from "./addresses.ts";
import { atomLine, convertAtomEntry, findAtomLink } from "./atom.ts";
import { childrenOf, type FeedElement, textOf, textOfChild } from "./feed-element.ts";
import type { ItemCollector } from "./item-collector.ts";
import { toLanguageTag } from "./language.ts";
import { maxTitleLength } from "./limits.ts";
import type { ParsedFeed, ParsedFeedFormat } from "./parsed-feed.ts";
import { ambiguousToLine, toLine } from "./plain-text.ts";
import { type DocumentReading, readDocument } from "./read-document.ts";
import type { Repairs } from "./repairs.ts";
import { convertRssItem } from "./rss.ts";

export interface XmlFeedReading extends DocumentReading {
  format: ParsedFeedFormat | undefined;
}

/** Reads an XML document and adds its items to a collector. */
export function readXmlFeed(text: string, url: string, collector: ItemCollector, repairs: Repairs): XmlFeedReading {
  const reading = readDocument(text, url, repairs, {
    onItem(item, ancestors, end) {
      if (collector.isFull) return collector.skip();
      const root = ancestors[0];
      const channel = root && findChannel(root);
      const siteUrl = channel ? findSiteUrl(channel, url) : "";
      const context = { feedUrl: url, siteUrl };
      const converted =
        item.name === "atom:entry" ? convertAtomEntry(item, root, context) : convertRssItem(item, context);
      collector.add(converted, text.slice(item.start, end), item.start);
    },
  });
  return { ...reading, format: reading.root && formatOf(reading.root) };
}

function formatOf({ name, children }: FeedElement): ParsedFeedFormat | undefined {
  if (name === "atom:feed") return "atom";
  if (name === "rdf:rdf") return "rdf";
  if (name === "rss" || name === "channel") return "rss";
  // RSS 0.90 whose namespaces are lost.
  return name === "rdf" && children.some((child) => typeof child !== "string" && child.name === "channel")
    ? "rdf"
    : undefined;
}

const findChannel = (root: FeedElement): FeedElement =>
  root.name === "atom:feed" || root.name === "channel"
    ? root
    : (childrenOf(root, "channel", "atom:channel")[0] ?? root);

function findSiteUrl(channel: FeedElement, url: string): string {
  const base = channel.base || url;
  if (channel.name === "atom:feed") return findAtomLink(channel, "alternate", base);
  return (
    resolveAddress(textOfChild(channel, "link"), base) ||
    findAtomLink(channel, "alternate", base) ||
    resolveAddress(childrenOf(channel, "link")[0]?.attributes.href ?? "", base)
  );
}

/** The feed's own fields, from its root element. */
export function convertXmlHead(
  root: FeedElement,
  format: ParsedFeedFormat,
  url: string,
): Omit<ParsedFeed, "items" | "omittedItems" | "isPartial" | "repairs"> {
  const channel = findChannel(root);
  const base = channel.base || url;
  const isAtom = format === "atom";
  const title = isAtom ? atomLine(childrenOf(channel, "atom:title")[0]) : "";
  const description = isAtom ? atomLine(childrenOf(channel, "atom:subtitle", "atom:tagline")[0]) : "";
  const license = childrenOf(channel, "creativecommons:license", "cc:license")[0];
  return {
    format,
    version: versionOf(root, format),
    title: title || ambiguousToLine(textOfChild(channel, "title", "atom:title", "dc:title"), maxTitleLength),
    description:
      description ||
      ambiguousToLine(
        textOfChild(channel, "description", "atom:subtitle", "dc:description", "itunes:summary", "itunes:subtitle"),
        maxTitleLength,
      ),
    siteUrl: findSiteUrl(channel, url),
    language: toLanguageTag(
      textOfChild(channel, "language", "dc:language") || channel.language || (isAtom ? root.language : ""),
    ),
    selfUrl: findAtomLink(channel, "self", base),
    hubUrls: listHubs(channel, base),
    ttlMinutes: findTtl(channel),
    rights: toLine(
      textOfChild(channel, "copyright", "atom:rights", "atom:copyright", "dc:rights", "dcterms:rights") ||
        (license ? textOf(license).trim() || (license.attributes["rdf:resource"] ?? "") : "") ||
        (childrenOf(channel, "atom:link").find(({ attributes }) => attributes.rel === "license")?.attributes.href ??
          ""),
      500,
    ),
  };
}

function versionOf({ attributes, scope }: FeedElement, format: ParsedFeedFormat): string {
  const declared = (attributes.version ?? "").trim();
  if (declared !== "") return declared.slice(0, 20);
  const namespaces = [...(scope?.bindings.values() ?? [])];
  if (format === "atom") return namespaces.some((uri) => uri.includes("2005/Atom")) ? "1.0" : "";
  if (format !== "rdf") return "";
  if (namespaces.some((uri) => uri.includes("purl.org/rss/1.0"))) return "1.0";
  return namespaces.some((uri) => uri.includes("netscape.com/rdf")) ? "0.90" : "";
}

function listHubs(channel: FeedElement, base: string): string[] {
  const hubs = childrenOf(channel, "atom:link")
    .filter(({ attributes }) => attributes.rel?.toLowerCase() === "hub")
    .slice(0, 10)
    .map(({ attributes }) => resolveAddress(attributes.href ?? "", base))
    .filter((hub) => hub !== "");
  return [...new Set(hubs)];
}

const periods = new Map([
  ["hourly", 60],
  ["daily", 1_440],
  ["weekly", 10_080],
  ["monthly", 43_200],
  ["yearly", 525_600],
]);

function findTtl(channel: FeedElement): number | null {
  const ttl = textOfChild(channel, "ttl");
  if (/^\d{1,6}$/.test(ttl)) return Number(ttl);
  const period = periods.get(textOfChild(channel, "sy:updateperiod").toLowerCase());
  if (period === undefined) return null;
  const frequency = Number(textOfChild(channel, "sy:updatefrequency") || 1);
  return frequency >= 1 && frequency <= 1_000 ? Math.round(period / frequency) : period;
}
