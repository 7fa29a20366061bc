import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseFeed as parseWithHtmlparser2 } from "htmlparser2";
import { parseFeed } from "#lib/feed/parse-feed.ts";
import type { FeedAnswer } from "./feed-expectations.ts";

/** A parser of feeds and how its answer is read. */
export interface FeedCandidate {
  name: string;
  read(bytes: Uint8Array, url: string, contentType: string): Promise<FeedAnswer> | FeedAnswer;
}

type Loose = Record<string, unknown>;
const loose = (value: unknown): Loose => (typeof value === "object" && value !== null ? (value as Loose) : {});
const list = (value: unknown): Loose[] => (Array.isArray(value) ? value.map(loose) : []);
/** A text, or the text within `{ value }`, `{ name }` or `{ href }`. */
const text = (...values: unknown[]): string => {
  for (const value of values) {
    if (typeof value === "string" && value !== "") return value;
    const { value: inner, name, href } = loose(value);
    for (const part of [inner, name, href]) if (typeof part === "string" && part !== "") return part;
  }
  return "";
};
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

export const ours: FeedCandidate = {
  name: "lib/feed",
  read(bytes, url, contentType) {
    const result = parseFeed(bytes, { url, contentType });
    if (!result.ok) throw new Error(`${result.error.line}:${result.error.column} ${result.error.detail}`);
    const { title, description, siteUrl, language, rights, items } = result.feed;
    return {
      title,
      description,
      link: siteUrl,
      language,
      rights,
      items: items.map((item) => ({
        title: item.title,
        link: item.url,
        id: item.guid ?? "",
        summary: item.summaryHtml || item.contentHtml,
        content: item.contentHtml,
        author: item.authors[0] ?? "",
        published: item.publishedAt ?? "",
        updated: item.updatedAt ?? item.publishedAt ?? "",
      })),
    };
  },
};

const htmlparser2: FeedCandidate = {
  name: "htmlparser2 parseFeed",
  read(bytes) {
    const feed = parseWithHtmlparser2(decode(bytes));
    if (!feed) throw new Error("no feed");
    return {
      title: feed.title ?? "",
      description: feed.description ?? "",
      link: feed.link ?? "",
      language: "",
      rights: "",
      items: feed.items.map((item) => ({
        title: item.title ?? "",
        link: item.link ?? "",
        id: item.id ?? "",
        summary: item.description ?? "",
        content: item.description ?? "",
        author: "",
        published: item.pubDate?.toISOString() ?? "",
        updated: item.pubDate?.toISOString() ?? "",
      })),
    };
  },
};

/** Loads a package from the folder of candidates. */
async function loadPackage(folder: string, name: string): Promise<Loose> {
  const file = createRequire(path.join(folder, "package.json")).resolve(name);
  return loose(Object.fromEntries(Object.entries(await import(pathToFileURL(file).href))));
}

const call = (read: unknown, document: string): unknown => (typeof read === "function" ? read(document) : undefined);

/** Ours, htmlparser2's own, and those of the folder that FEED_CANDIDATES names. */
export async function listCandidates(folder: string | undefined): Promise<FeedCandidate[]> {
  if (!folder) return [ours, htmlparser2];
  const feedsmith = await loadPackage(folder, "feedsmith");
  const feedParser = await loadPackage(folder, "@rowanmanning/feed-parser");
  const { default: rssParser } = await loadPackage(folder, "rss-parser");
  if (typeof rssParser !== "function") throw new Error("rss-parser has no default export.");
  const parser: { parseString(document: string): Promise<unknown> } = Reflect.construct(rssParser, []);
  return [
    ours,
    htmlparser2,
    { name: "feedsmith", read: (bytes) => fromFeedsmith(call(feedsmith.parseFeed, decode(bytes))) },
    {
      name: "@rowanmanning/feed-parser",
      read: (bytes) => fromFeedParser(JSON.parse(JSON.stringify(call(feedParser.parseFeed, decode(bytes))))),
    },
    { name: "rss-parser", read: async (bytes) => fromRssParser(await parser.parseString(decode(bytes))) },
  ];
}

function fromFeedsmith(result: unknown): FeedAnswer {
  const feed = loose(loose(result).feed);
  const dc = loose(feed.dc);
  return {
    title: text(feed.title),
    description: text(feed.description, feed.subtitle),
    link: text(feed.link, list(feed.links)[0]),
    language: text(feed.language, dc.language),
    rights: text(feed.copyright, feed.rights),
    items: list(feed.items ?? feed.entries).map((item) => ({
      title: text(item.title),
      link: text(item.link, list(item.links)[0]),
      id: text(item.guid, item.id),
      summary: text(item.description, item.summary, item.content),
      content: text(loose(item.content).encoded, item.content),
      author: text(list(item.authors)[0], loose(item.dc).creator),
      published: toIso(text(item.pubDate, item.published, loose(item.dc).date)),
      updated: toIso(text(item.updated, item.pubDate, loose(item.dc).date)),
    })),
  };
}

function fromFeedParser(result: unknown): FeedAnswer {
  const feed = loose(result);
  return {
    title: text(feed.title),
    description: text(feed.description),
    link: text(feed.url),
    language: text(feed.language),
    rights: text(feed.copyright),
    items: list(feed.items).map((item) => ({
      title: text(item.title),
      link: text(item.url),
      id: text(item.id),
      summary: text(item.description, item.content),
      content: text(item.content),
      author: text(list(item.authors)[0]),
      published: text(item.published),
      updated: text(item.updated),
    })),
  };
}

function fromRssParser(result: unknown): FeedAnswer {
  const feed = loose(result);
  return {
    title: text(feed.title),
    description: text(feed.description),
    link: text(feed.link),
    language: text(feed.language),
    rights: text(feed.copyright),
    items: list(feed.items).map((item) => ({
      title: text(item.title),
      link: text(item.link),
      id: text(item.guid, item.id),
      summary: text(item.summary, item.content),
      content: text(item["content:encoded"], item.content),
      author: text(item.creator, item.author),
      published: text(item.isoDate),
      updated: text(item.isoDate),
    })),
  };
}

const toIso = (date: string) => (Number.isNaN(Date.parse(date)) ? "" : new Date(date).toISOString());
