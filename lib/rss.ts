import { element, type XmlElement, xmlDocument } from "./xml.ts";

export interface RssItem {
  title: string;
  link: string;
  /** An identity that stays when the link changes: a tag URI. */
  guid: string;
  publishedAt: Date | null;
  authors?: string[];
  categories?: string[];
  description: string;
  /** Elements of other namespaces, after the description. */
  extensions?: (XmlElement | undefined)[];
}

interface RssChannel {
  title: string;
  /** The page that the feed follows. */
  link: string;
  description: string;
  language: string;
  /** The feed's own address. */
  selfHref: string;
  lastBuildDate: Date | null;
  items: RssItem[];
  /** Namespaces of the extensions: `xmlns:content` to its URI. */
  namespaces?: Record<string, string>;
}

/** A feed as RSS 2.0, in the order of its items. Addresses are absolute. */
export function writeRssChannel(channel: RssChannel): string {
  return xmlDocument(
    element(
      "rss",
      { version: "2.0", "xmlns:atom": "http://www.w3.org/2005/Atom", ...channel.namespaces },
      element(
        "channel",
        {},
        element("title", {}, channel.title),
        element("link", {}, channel.link),
        element("description", {}, channel.description),
        element("language", {}, channel.language),
        element("atom:link", { rel: "self", type: "application/rss+xml", href: channel.selfHref }),
        dateElement("lastBuildDate", channel.lastBuildDate),
        element("generator", {}, "Vigie"),
        ...channel.items.map(writeItem),
      ),
    ),
  );
}

function writeItem(item: RssItem): XmlElement {
  return element(
    "item",
    {},
    element("title", {}, item.title),
    element("link", {}, item.link),
    element("guid", { isPermaLink: "false" }, item.guid),
    dateElement("pubDate", item.publishedAt),
    ...(item.authors ?? []).map((name) => element("dc:creator", {}, name)),
    ...(item.categories ?? []).map((name) => element("category", {}, name)),
    element("description", {}, item.description),
    ...(item.extensions ?? []),
  );
}

/** RFC 822 format, as RSS requires; `toUTCString` produces it. */
function dateElement(name: string, date: Date | null): XmlElement | undefined {
  return date ? element(name, {}, date.toUTCString()) : undefined;
}
