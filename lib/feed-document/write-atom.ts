import { absoluteUrl } from "#lib/site-address.ts";
import { element, type XmlElement, xmlDocument } from "#lib/xml.ts";
import { mediaNamespace, threadNamespace, writeInReplyTo, writePicture } from "./extensions.ts";
import { type FeedItem, feedAddress, feedPath, feedTypes, lastUpdatedAt, type SiteFeed } from "./feed-document.ts";

/** Writes a feed as Atom 1.0 (RFC 4287), with threads (RFC 4685). */
export function writeAtom(feed: SiteFeed): string {
  const { items } = feed;
  const isThreaded = items.some(({ discussion, inReplyTo }) => discussion ?? inReplyTo);
  return xmlDocument(
    element(
      "feed",
      {
        xmlns: "http://www.w3.org/2005/Atom",
        "xmlns:thr": isThreaded ? threadNamespace : undefined,
        "xmlns:media": items.some(({ picture }) => picture) ? mediaNamespace : undefined,
        "xml:lang": feed.language,
      },
      element("id", {}, feedAddress(feed, "atom")),
      element("title", {}, feed.title),
      feed.description === "" ? undefined : element("subtitle", {}, feed.description),
      element("link", { rel: "self", type: feedTypes.atom, href: feedAddress(feed, "atom") }),
      ...feed.hubs.map((href) => element("link", { rel: "hub", href })),
      element("link", { rel: "alternate", type: "text/html", href: absoluteUrl(feed.path) }),
      // Required even for an empty feed, which gets the epoch.
      element("updated", {}, (lastUpdatedAt(feed) ?? new Date(0)).toISOString()),
      element("author", {}, element("name", {}, feed.siteName)),
      element("icon", {}, absoluteUrl("/icon-192.png")),
      element("generator", {}, "Vigie"),
      ...items.map(writeEntry),
    ),
  );
}

function writeEntry(item: FeedItem): XmlElement {
  const { source, licence, discussion, inReplyTo, picture } = item;
  return element(
    "entry",
    {},
    element("id", {}, item.id),
    element("title", {}, item.title),
    element("link", { rel: "alternate", type: "text/html", href: item.address }),
    source && element("link", { rel: "via", href: source.address, title: source.title }),
    // RFC 4946: the licence of an entry.
    licence && element("link", { rel: "license", type: licence.type, href: licence.address }),
    discussion &&
      element("link", {
        rel: "replies",
        type: feedTypes.atom,
        href: absoluteUrl(feedPath(discussion.feedPath, "atom")),
        "thr:count": discussion.count,
      }),
    inReplyTo && writeInReplyTo(inReplyTo),
    element("published", {}, item.publishedAt.toISOString()),
    element("updated", {}, item.updatedAt.toISOString()),
    ...item.authors.map(({ name, address }) =>
      element("author", {}, element("name", {}, name), address ? element("uri", {}, address) : undefined),
    ),
    ...item.categories.map(({ term, name }) => element("category", { term, label: name })),
    item.summary === "" ? undefined : element("summary", {}, item.summary),
    item.html ? element("content", { type: "html" }, item.html) : undefined,
    discussion && element("thr:total", {}, discussion.count),
    picture && writePicture(picture),
  );
}
