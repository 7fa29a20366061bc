import { expect, it } from "vitest";
import { discoverFeeds } from "./discover-feeds.ts";

const discover = (html: string) =>
  discoverFeeds(new TextEncoder().encode(html), { url: "https://journal.example/une/", contentType: "text/html" });

it("lists the feeds that a page declares, without those of comments", () => {
  const html = `<!doctype html><html><head><base href="/racine/">
    <link rel="alternate" type="application/rss+xml" title="Le Journal &raquo; Flux des commentaires" href="/comments/feed/">
    <LINK REL='stylesheet Alternate' TYPE="application/atom+xml; charset=utf-8" TITLE="Atom" HREF="atom.xml">
    <link rel=alternate type=application/feed+json href=//cdn.example/feed.json>
    <link rel="alternate" hreflang="en" href="/en/">
    <link rel="alternate" type="application/json+oembed" href="/oembed">
    <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
    <!-- <link rel="alternate" type="application/rss+xml" href="/old"> -->
    <script>"<link rel=alternate type=application/rss+xml href=/script>"</script></head>`;
  expect(discover(html)).toEqual([
    { url: "https://journal.example/racine/atom.xml", title: "Atom", type: "application/atom+xml" },
    { url: "https://cdn.example/feed.json", title: "", type: "application/feed+json" },
  ]);
});

const declare = (feeds: [href: string, title: string][]) =>
  discover(
    feeds
      .map(([href, title]) => `<link rel=alternate type=application/rss+xml href="${href}" title="${title}">`)
      .join(""),
  ).map(({ url }) => url.replace("https://journal.example", ""));

it.each([
  ["/comments/feed/", ""],
  ["/?feed=comments-rss2", ""],
  ["/feed/atom/comments", ""],
  ["/feeds/17/comments/default", ""],
  ["/2026/11/un-titre/feed/", "Le Journal » Un titre Flux des commentaires"],
  ["/2026/11/a-title/feed/", "The Paper » A title Comments Feed"],
  ["/2026/11/ein-titel/feed/", "Die Zeitung » Ein Titel Kommentar-Feed"],
])("leaves out the feed of comments %s %s, and offers it where there is no other", (href, title) => {
  expect(
    declare([
      [href, title],
      ["/feed/", "Flux"],
    ]),
  ).toEqual(["/feed/"]);
  expect(declare([[href, title]])).toEqual([href]);
});

it("keeps sections whose names contain the word, and lists them last", () => {
  expect(
    declare([
      ["/rss/commentaires.xml", "Commentaires"],
      ["/rss/comment-faire.xml", "Comment faire"],
      ["/rss/une.xml", "La une"],
    ]),
  ).toEqual(["/rss/une.xml", "/rss/commentaires.xml", "/rss/comment-faire.xml"]);
});

it("lists links that look like feeds where a page declares none", () => {
  const html = `<a href="/contact">Contact</a><a href="/rss.xml" title="RSS">RSS</a><a href="/feed/">Flux</a><a href="/feedback">Avis</a>`;
  expect(discover(html).map(({ url }) => url)).toEqual([
    "https://journal.example/rss.xml",
    "https://journal.example/feed/",
  ]);
});

it("lists nothing for a page without feeds, and for a document that is not a page", () => {
  expect(discover("<p>Bonjour</p>")).toEqual([]);
  expect(discover("")).toEqual([]);
  expect(discover("<link rel=alternate type=application/rss+xml href=")).toEqual([]);
});

it("reads a title that contains a closing bracket", () => {
  const html = `<link rel="alternate" title="Journal > Une" type="application/rss+xml" href="/feed">
    <a class='x>y' type="application/rss+xml" href="/b">b</a><link title="not closed href=/c>`;
  expect(discover(html)).toEqual([
    { url: "https://journal.example/feed", title: "Journal > Une", type: "application/rss+xml" },
  ]);
});
