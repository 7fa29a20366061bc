import fc from "fast-check";
import { expect, test } from "vitest";
import { childrenOf, type ReadElement, readXml, textOf } from "#lib/xml-testing.ts";
import { type FeedItem, type SiteFeed, tagUri } from "./feed-document.ts";
import { respondWithFeed, writeFeed } from "./write-feed.ts";

const item = (id: number, more: Partial<FeedItem> = {}): FeedItem => ({
  id: tagUri("article", id),
  title: "Un titre",
  address: `http://vigie.test/articles/a-${id}`,
  publishedAt: new Date("2026-03-02T10:00:00Z"),
  updatedAt: new Date("2026-03-03T10:00:00Z"),
  authors: [],
  categories: [],
  summary: "",
  ...more,
});
const feed = (more: Partial<SiteFeed> = {}): SiteFeed => ({
  title: "Vigie",
  description: "Les nouvelles",
  path: "/",
  language: "fr",
  siteName: "Vigie",
  hubs: [],
  items: [],
  ...more,
});

/** Any text: control characters, lone surrogates, markup and the end of a CDATA section among them. */
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("]]>", "</title>", "<script>alert(1)</script>", "&amp;", "\u0000\ud800\ufffe", "\r\n\t", ""),
);
const address = fc.webUrl({ withQueryParameters: true, withFragments: true });
const anyItem = fc
  .record({
    title: text,
    summary: text,
    html: fc.option(text, { nil: undefined }),
    author: text,
    term: text,
    alt: text,
    address,
    source: fc.option(text, { nil: undefined }),
    isReply: fc.boolean(),
    count: fc.nat(),
    time: fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }),
  })
  .map((some) =>
    item(some.count, {
      title: some.title,
      summary: some.summary,
      ...(some.html === undefined ? {} : { html: some.html }),
      authors: [{ name: some.author }],
      categories: [{ term: some.term, name: some.term }],
      picture: { address: some.address, type: "image/jpeg", width: 1, height: 1, alt: some.alt },
      source: some.source === undefined ? undefined : { address: some.address, title: some.source },
      ...(some.isReply
        ? { inReplyTo: { id: tagUri("comment", 1), address: some.address } }
        : { discussion: { address: some.address, feedPath: "/articles/a/comments", count: some.count } }),
      publishedAt: some.time,
      updatedAt: some.time,
    }),
  );

/** The requirements of RFC 4287, section 4.1, for what we write. */
function checkAtom(root: ReadElement): void {
  for (const node of [root, ...childrenOf(root, "entry")]) {
    for (const name of ["id", "title", "updated"]) expect(childrenOf(node, name), name).toHaveLength(1);
    expect(textOf(node, "updated")).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const alternates = childrenOf(node, "link").filter(({ attributes }) => attributes.rel === "alternate");
    expect(alternates).toHaveLength(1);
    for (const { attributes } of childrenOf(node, "link")) expect(URL.canParse(attributes.href ?? "")).toBe(true);
    for (const name of ["summary", "content", "published"]) expect(childrenOf(node, name).length).toBeLessThan(2);
  }
  expect(childrenOf(root, "author")).toHaveLength(1);
}

/** The required elements of RSS 2.0, and the advice of the RSS profile. */
function checkRss(root: ReadElement): void {
  expect(root).toMatchObject({ name: "rss", attributes: { version: "2.0" } });
  const [channel] = childrenOf(root, "channel");
  for (const name of ["title", "link", "description", "lastBuildDate", "ttl", "language"])
    expect(childrenOf(channel, name), name).toHaveLength(1);
  for (const node of childrenOf(channel, "item")) {
    expect(childrenOf(node, "guid")[0]?.attributes.isPermaLink).toBe("false");
    expect(textOf(node, "pubDate")).toMatch(/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/);
    expect(textOf(node, "description") ?? "").not.toMatch(/<|&(?!(?:amp|lt|gt|quot|#39);)/);
  }
}

/** JSON Feed 1.1: required members, and no empty ones. */
function checkJson(document: { version: string; items: Record<string, unknown>[] }): void {
  expect(document.version).toBe("https://jsonfeed.org/version/1.1");
  for (const one of document.items) {
    expect(typeof one.id).toBe("string");
    expect([one.content_html, one.content_text].filter((content) => content !== undefined)).toHaveLength(1);
    for (const value of Object.values(one)) expect(value).not.toEqual([]);
  }
  for (const word of JSON.stringify(document).match(/\\ud[89a-f][0-9a-f]{2}/g) ?? []) expect(word).toBe("");
}

test("whatever texts say, each format is well-formed and has what its standard requires", () => {
  const hubs = fc.array(fc.webUrl(), { maxLength: 2 });
  fc.assert(
    fc.property(
      text,
      text,
      hubs,
      fc.array(anyItem, { minLength: 1, maxLength: 3 }),
      (title, description, to, items) => {
        const any = feed({ title, description, hubs: to, items });
        checkAtom(readXml(writeFeed("atom", any).text));
        checkRss(readXml(writeFeed("rss", any).text));
        checkJson(JSON.parse(writeFeed("json", any).text));
      },
    ),
  );
});

test("an empty feed is valid, and empty texts leave no elements", () => {
  const empty = readXml(writeFeed("atom", feed({ description: "" })).text);
  expect(textOf(empty, "updated")).toBe("1970-01-01T00:00:00.000Z");
  expect(childrenOf(empty, "subtitle")).toEqual([]);
  const [entry] = childrenOf(readXml(writeFeed("atom", feed({ items: [item(1, { html: "" })] })).text), "entry");
  expect(entry?.children.map(({ name }) => name)).toEqual(["id", "title", "link", "published", "updated"]);
});

test("the summary of RSS is HTML, so that a tag in a text is not markup", () => {
  const { text: rss } = writeFeed("rss", feed({ items: [item(1, { summary: "La balise <b> & l’autre" })] }));
  expect(textOf(childrenOf(readXml(rss).children[0], "item")[0], "description")).toBe(
    "La balise &lt;b&gt; &amp; l’autre",
  );
});

test("hubs are named in the document and in the headers, with the feed's own address", () => {
  const hubs = ["https://a.example/", "https://b.example/hub"];
  const { text: atom, headers } = writeFeed("atom", feed({ hubs, path: "/tags/rgpd" }));
  expect(headers.link).toBe(
    '<https://a.example/>; rel="hub", <https://b.example/hub>; rel="hub", <http://vigie.test/tags/rgpd/atom.xml>; rel="self"',
  );
  const links = childrenOf(readXml(atom), "link").map(({ attributes }) => [attributes.rel, attributes.href]);
  expect(links).toEqual(expect.arrayContaining(hubs.map((hub) => ["hub", hub])));
  expect(JSON.parse(writeFeed("json", feed({ hubs })).text).hubs).toEqual(hubs.map((url) => ({ type: "WebSub", url })));
  expect(writeFeed("rss", feed()).headers.link).toBeUndefined();
  const response = respondWithFeed(writeFeed("rss", feed({ hubs })), { link: '</license.xml>; rel="license"' });
  expect(response.headers.get("link")).toMatch(/^<https:\/\/a\.example\/>; rel="hub", .*rel="license"$/);
});
