import { makeProse } from "../cli/synthetic-corpus/prose.ts";
import { seeded } from "../cli/synthetic-corpus/random.ts";

/** What the address of a synthetic feed answers. */
export type FeedBehaviour =
  | "good"
  | "withoutValidators"
  | "notFound"
  | "failing"
  | "broken"
  | "page"
  | "slow"
  | "silent"
  | "moved";

export const itemsPerFeed = 20;
/** Feeds of one host. */
export const feedsPerHost = 4;

/** Of a hundred feeds: 79 good ones, 10 without validators, 5 that have moved, 2 slow ones, and one each that fails in some way. */
export function behaviourOf(feed: number): FeedBehaviour {
  const place = feed % 100;
  if (place === 7) return "notFound";
  if (place === 17) return "failing";
  if (place === 27) return "broken";
  if (place === 37) return feed % 200 === 37 ? "silent" : "page";
  if (place === 47 || place === 57) return "slow";
  if (place % 20 === 9) return "moved";
  return place % 10 === 2 ? "withoutValidators" : "good";
}

export const isReadable = (feed: number): boolean =>
  ["good", "withoutValidators", "slow", "moved"].includes(behaviourOf(feed));

const prose = makeProse(seeded(1));
const start = Date.UTC(2026, 10, 1);

interface SyntheticItem {
  id: string;
  url: string;
  title: string;
  date: Date;
  summary: string;
  text: string;
}

function anItem(feed: number, place: number): SyntheticItem {
  const random = seeded(feed * 1_000 + place);
  // The text of an agency, which a neighbouring feed has too.
  const isShared = place === 0 && feed % 10 === 3;
  const words = isShared ? seeded((feed + 1) * 1_000) : random;
  const title = prose.title(words);
  const paragraphs = Array.from({ length: 3 }, () => `<p>${prose.paragraph(words, 80)}</p>`);
  return {
    id: `tag:feeds.test,2026:${feed}-${place}`,
    url: `http://h${Math.floor(feed / feedsPerHost)}.feeds.test/articles/${feed}-${place}?utm_source=rss`,
    title,
    date: new Date(start + (feed % 1_000) * 60_000 + (itemsPerFeed - place) * 3_600_000),
    summary: prose.paragraph(words, 30),
    text: paragraphs.join("\n"),
  };
}

const xml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const formats = [
  (feed: number, items: SyntheticItem[]) =>
    `<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Feed ${feed}</title><link>http://h.feeds.test/</link>${items
      .map(
        ({ id, url, title, date, summary, text }) =>
          `<item><title>${xml(title)}</title><link>${xml(url)}</link><guid isPermaLink="false">${id}</guid><pubDate>${date.toUTCString()}</pubDate><description>${xml(summary)}</description><content:encoded><![CDATA[${text}]]></content:encoded></item>`,
      )
      .join("")}</channel></rss>`,
  (feed: number, items: SyntheticItem[]) =>
    `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Feed ${feed}</title><id>tag:feeds.test,2026:${feed}</id>${items
      .map(
        ({ id, url, title, date, summary, text }) =>
          `<entry><title>${xml(title)}</title><link href="${xml(url)}"/><id>${id}</id><updated>${date.toISOString()}</updated><summary>${xml(summary)}</summary><content type="html">${xml(text)}</content></entry>`,
      )
      .join("")}</feed>`,
  (feed: number, items: SyntheticItem[]) =>
    JSON.stringify({
      version: "https://jsonfeed.org/version/1.1",
      title: `Feed ${feed}`,
      items: items.map(({ id, url, title, date, summary, text }) => ({
        ...{ id, url, title, summary },
        ...{ date_published: date.toISOString(), content_html: text },
      })),
    }),
  (feed: number, items: SyntheticItem[]) =>
    `<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://h.feeds.test/${feed}"><title>Feed ${feed}</title></channel>${items
      .map(
        ({ url, title, date, text }) =>
          `<item rdf:about="${xml(url)}"><title>${xml(title)}</title><link>${xml(url)}</link><dc:date>${date.toISOString()}</dc:date><description>${xml(text)}</description></item>`,
      )
      .join("")}</rdf:RDF>`,
];

/** The document of a feed: RSS 2.0, Atom, JSON Feed and RSS 1.0 in turn, the same at each call. */
export function feedDocument(feed: number): string {
  const items = Array.from({ length: itemsPerFeed }, (_, place) => anItem(feed, place));
  return formats[feed % formats.length]?.(feed, items) ?? "";
}
