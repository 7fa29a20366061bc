import { expect, test } from "vitest";
import type { ParsedItem } from "#lib/feed/parsed-feed.ts";
import { placePictures } from "../publication/place-pictures.ts";
import { convertItem } from "./convert-item.ts";

const plain: ParsedItem = {
  guid: "17",
  url: "https://www.exemple.fr/a/?utm_source=rss",
  title: "Le port de Brest",
  authors: ["Anne Le Goff", "Jean Martin"],
  categories: ["Économie", "Économie"],
  declaredDate: "Fri, 20 Nov 2026 10:00:00 GMT",
  publishedAt: "2026-11-20T10:00:00.000Z",
  updatedAt: null,
  summaryHtml: "",
  contentHtml: "<p>Le port s’agrandit.</p>",
  baseUrl: "https://www.exemple.fr/a/",
  pictures: [],
  language: "",
  source: null,
  raw: "<item/>",
};
const options = {
  feedUrl: "https://www.exemple.fr/feed",
  fetchedAt: new Date("2026-11-28T12:00:00Z"),
  language: "fr_FR",
};
const convert = (item: Partial<ParsedItem>) => convertItem({ ...plain, ...item }, options);

test("converts an ordinary item", () => {
  expect(convert({})).toMatchObject({
    guidKey: "17",
    url: "https://www.exemple.fr/a/",
    urlKey: "exemple.fr/a",
    title: "Le port de Brest",
    author: "Anne Le Goff, Jean Martin",
    language: "fr-FR",
    terms: ["Économie"],
    excerpt: "Le port s’agrandit.",
    bodyHtml: "<p>Le port s’agrandit.</p>",
    pictures: [],
    publishedAt: new Date("2026-11-20T10:00:00Z"),
    declaredDate: "",
  });
});

test("keeps an expandable section, with the paragraphs of its content", () => {
  const { bodyHtml } = convert({
    contentHtml: "<p>Le port.</p><details open><summary>Titre</summary>Un.<br><br>Deux.</details>",
  });
  expect(bodyHtml).toBe("<p>Le port.</p>\n<details><summary>Titre</summary><p>Un.</p><p>Deux.</p></details>");
});

test("drops tracking of the item's address and of links, in parameters and in fragments", () => {
  const { url, bodyHtml } = convert({
    url: "https://www.exemple.fr/a.html?utm_source=rss#xtor=RSS-3208",
    contentHtml: `<p><a href="/b.html#xtor=RSS-1">Un</a>, <a href="/c?Echobox=17#partie-2">deux</a>.</p>`,
  });
  expect(url).toBe("https://www.exemple.fr/a.html");
  expect(bodyHtml).toBe(
    '<p><a href="https://www.exemple.fr/b.html">Un</a>, <a href="https://www.exemple.fr/c#partie-2">deux</a>.</p>',
  );
});

test("collects pictures with their caption, credit and place, and leaves no empty block", () => {
  const contentHtml = `<p>Un.</p><figure><a href="b.jpg"><img src="/p.jpg" alt="Le quai"></a><figcaption>Le quai. © Jean / AFP</figcaption></figure>
    <p>Deux <img src="https://x.fr/1.gif" width="1" height="1"><img src="data:image/png;base64,AA">trois.</p><p><img src="q.jpg"></p>`;
  const { bodyHtml, pictures } = convert({ contentHtml });
  expect(bodyHtml).toBe("<p>Un.</p>\n<p>Deux trois.</p>");
  expect(pictures).toEqual([
    {
      url: "https://www.exemple.fr/p.jpg",
      alt: "Le quai",
      credit: "Jean / AFP",
      caption: "Le quai. © Jean / AFP",
      block: 1,
    },
    { url: "https://www.exemple.fr/a/q.jpg", alt: "", credit: "", block: 2 },
  ]);
  const placed = { id: "a".repeat(24), alt: "Le quai", width: 3, height: 2, caption: "Légende", block: 1 };
  expect(placePictures(bodyHtml, [placed])).toBe(
    `<p>Un.</p>\n<figure><img src="/media/${"a".repeat(24)}" alt="Le quai" width="3" height="2"><figcaption>Légende</figcaption></figure>\n<p>Deux trois.</p>`,
  );
});

test.each([
  [
    "Un<br><br>Deux<ul><li>a</li></ul>Trois<br>Quatre",
    "<p>Un</p>\n<p>Deux</p>\n<ul><li>a</li></ul>\n<p>Trois<br>Quatre</p>",
  ],
  ["<div>Un<br> <br><br>Deux</div>", "<p>Un</p>\n<p>Deux</p>"],
  ["<p>Un<br><br>Deux</p>", "<p>Un</p>\n<p>Deux</p>"],
  ["Un\ndeux\n\nTrois", "<p>Un deux</p>\n<p>Trois</p>"],
  ["Un\n\n<b>deux</b>", "<p>Un <strong>deux</strong></p>"],
  ["<h2>Un</h2>Deux", "<h2>Un</h2>\n<p>Deux</p>"],
])("makes paragraphs of %j", (contentHtml, expected) => {
  expect(convert({ contentHtml }).bodyHtml).toBe(expected);
});

test("an excerpt has no characters that disguise or pile up", () => {
  const { excerpt } = convert({
    contentHtml: `<p>ca\u200bsi\u2060no \u202egauche e${"\u0301\u0327".repeat(50)} fin.</p>`,
  });
  expect(excerpt).toMatch(/^casino gauche e?\p{L}?\p{M}{0,10} fin\.$/u);
});
