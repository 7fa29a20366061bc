import type { Element } from "hast";
import { parseHtml } from "../html/parse.ts";
import { resolveAddress } from "./addresses.ts";
import { decodeHtmlBytes } from "./decode-bytes.ts";
import { ambiguousToLine } from "./plain-text.ts";

export interface DiscoveredFeed {
  url: string;
  /** As the page calls it; empty if it does not. */
  title: string;
  /** The media type; empty if the page does not say. */
  type: string;
}

/** Characters of a page that are read. */
const maxPageLength = 2_000_000;
/** Characters of one tag. */
const maxTagLength = 4_000;
const maxTags = 2_000;
const maxFeeds = 50;

const feedTypes = /^(?:application|text)\/(?:rss\+xml|atom\+xml|rdf\+xml|feed\+json|x-rss\+xml|x-atom\+xml|rss|atom)$/;
const genericTypes = /^(?:application|text)\/(?:xml|json)$/;
const feedAddress =
  /(?:[/.?&=_-](?:feeds?|rss2?|atom|rdf|xmlrss|syndication)(?:[/?&=._-]|$)|\.(?:rss|atom|rdf)(?:\?|$)|\/(?:index|rss|feed|atom)\.xml|feed\.json)/i;
/** WordPress declares `/comments/feed/` on each page, and on each article a feed of its comments, which only the title tells from others. */
const commentsAddress = /[/=_-]comments?[-/](?:feed|rss|atom|default)|\/(?:feed|rss2?|atom)\/comments/i;
const commentsTitle =
  /comments? feed|comments on|(?:flux|fil|rss) des commentaires|kommentar-?feed|(?:feed|rss) de (?:los )?coment[aá]rios|feed dei commenti|reacties? ?feed/i;
/** These may also be a section of a newspaper, so such feeds are only listed last. */
const mentionsComments = /comment|kommentar|comentari/i;

/**
 * Lists the feeds that a web page offers: its `link` elements, or else its links that look like feeds. Feeds of
 * comments are left out if there is any other. Reads tags only, so the work is proportional to the page's length.
 */
export function discoverFeeds(
  bytes: Uint8Array,
  { url, contentType }: { url: string; contentType: string },
): DiscoveredFeed[] {
  const html = decodeHtmlBytes(bytes, contentType).slice(0, maxPageLength);
  const links: DiscoveredFeed[] = [];
  const anchors: DiscoveredFeed[] = [];
  let base = url;
  for (const element of listTags(html)) {
    const { href, rel, type, title, ariaLabel } = readAttributes(element);
    if (element.tagName === "base") {
      base = resolveAddress(href, url) || base;
      continue;
    }
    const address = resolveAddress(href, base);
    if (address === "") continue;
    const feed = { url: address, title: ambiguousToLine(title || ariaLabel, 200), type };
    const rels = rel.split(/\s+/);
    const isFeed = rels.includes("feed") || (rels.includes("alternate") && isFeedType(type, address));
    if (isFeed) links.push(feed);
    else if (element.tagName === "a" && (feedTypes.test(type) || feedAddress.test(address))) anchors.push(feed);
  }
  const found = links.length > 0 ? links : anchors;
  const unique = [...new Map(found.toReversed().map((feed) => [feed.url, feed])).values()].reverse();
  const articles = unique.filter((feed) => !isOfComments(feed));
  const rank = ({ url: address, title }: DiscoveredFeed) =>
    Number(mentionsComments.test(address) || mentionsComments.test(title));
  const offered = articles.length > 0 ? articles : unique;
  return offered.toSorted((one, other) => rank(one) - rank(other)).slice(0, maxFeeds);
}

const isOfComments = ({ url, title }: DiscoveredFeed) => commentsAddress.test(url) || commentsTitle.test(title);

const isFeedType = (type: string, address: string) =>
  feedTypes.test(type) || (genericTypes.test(type) && !/oembed|wp-json|opensearch|manifest/i.test(address));

function readAttributes({ properties }: Element) {
  const text = (name: string) => (typeof properties[name] === "string" ? properties[name] : "");
  return {
    href: text("href"),
    rel: text("rel").toLowerCase(),
    type: text("type").toLowerCase().split(";")[0]?.trim() ?? "",
    title: text("title"),
    ariaLabel: text("aria-label"),
  };
}

/** The tags `link`, `a` and `base` outside comments and scripts. */
function* listTags(html: string): Generator<Element> {
  const tags = /<!--|<(?:script|style|textarea|template|title|xmp)(?=[\s/>])|<(?:link|a|base)(?=[\s/])/gi;
  let count = 0;
  for (let found = tags.exec(html); found && count < maxTags; found = tags.exec(html)) {
    const name = found[0].slice(1).toLowerCase();
    if (name === "link" || name === "a" || name === "base") {
      count += 1;
      const element = parseTag(html.slice(found.index, found.index + maxTagLength));
      if (element) yield element;
      continue;
    }
    const closing = name === "!--" ? /-->/g : /<\/(?:script|style|textarea|template|title|xmp)/gi;
    closing.lastIndex = tags.lastIndex;
    if (!closing.test(html)) return;
    tags.lastIndex = closing.lastIndex;
  }
}

function parseTag(text: string): Element | undefined {
  const closing = findTagEnd(text);
  const end = closing < 0 ? text.indexOf(">") : closing;
  const [element] = end < 0 ? [] : parseHtml(text.slice(0, end + 1)).children;
  return element?.type === "element" ? element : undefined;
}

/** Finds the `>` that ends the tag at the beginning of a text; quoted values may contain others. -1 if a quote is not closed. */
function findTagEnd(text: string): number {
  let quote = "";
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return at;
  }
  return -1;
}
