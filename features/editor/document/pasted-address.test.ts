import { describe, expect, test } from "vitest";
import { readPastedAddress, toLocalHref } from "./pasted-address.ts";

test.each([
  ["https://exemple.fr/a", "https://exemple.fr/a", ""],
  [" \nhttps://exemple.fr/a\n", "https://exemple.fr/a", ""],
  ["HTTPS://Exemple.FR/a", "HTTPS://Exemple.FR/a", ""],
  [
    "https://exemple.fr/a?utm_source=lettre&utm_medium=mail&fbclid=IwAR0_x-1#:~:text=mer%20monte",
    "https://exemple.fr/a?utm_source=lettre&utm_medium=mail&fbclid=IwAR0_x-1#:~:text=mer%20monte",
    "",
  ],
  ["https://fr.wikipedia.org/wiki/Phare_(bâtiment)", "https://fr.wikipedia.org/wiki/Phare_(bâtiment)", ""],
  ["https://fr.wikipedia.org/wiki/Phare_(bâtiment)).", "https://fr.wikipedia.org/wiki/Phare_(bâtiment)", ")."],
  ["https://exemple.fr/a[1]?b[]=2", "https://exemple.fr/a[1]?b[]=2", ""],
  ["<https://exemple.fr/a>", "https://exemple.fr/a", ""],
  ["https://exemple.fr/a.", "https://exemple.fr/a", "."],
  ["https://exemple.fr/a?!…", "https://exemple.fr/a", "?!…"],
  ["https://exemple.fr/a/", "https://exemple.fr/a/", ""],
  ["https://été.exemple.fr/saison", "https://été.exemple.fr/saison", ""],
  ["https://例え.テスト/", "https://例え.テスト/", ""],
  ["http://localhost:3000/articles/x", "http://localhost:3000/articles/x", ""],
  ["http://192.0.2.1/a", "http://192.0.2.1/a", ""],
  ["mailto:ada@exemple.fr", "mailto:ada@exemple.fr", ""],
])("reads in %j the address %j", (clipboard, text, after) => {
  expect(readPastedAddress(clipboard)).toEqual({ href: text, text, after, title: undefined });
});

test("reads www. without a scheme as an address over TLS", () => {
  expect(readPastedAddress("www.exemple.fr/a")).toMatchObject({
    href: "https://www.exemple.fr/a",
    text: "www.exemple.fr/a",
  });
});

test.each([
  "javascript:alert(1)",
  "JavaScript://exemple.fr/%0aalert(1)",
  "java\tscript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:x",
  "file:///etc/passwd",
  "blob:https://exemple.fr/1",
  "tel:+33123456789",
  "ftp://exemple.fr/a",
  "view-source:https://exemple.fr",
  "https://",
  "https://phare",
  "https://nom:secret@exemple.fr/",
  "https://exemple.fr/a https://exemple.fr/b",
  "https://exemple.fr/a\nhttps://exemple.fr/b",
  'https://exemple.fr/"onclick="x',
  "https://exemple.fr/<script>",
  "exemple.fr",
  "Node.js",
  "ada@exemple.fr",
  "mailto:",
  "www.",
  "Voir https://exemple.fr/a",
  "",
  `https://exemple.fr/${"a".repeat(2_000)}`,
])("finds no address in %j", (clipboard) => {
  expect(readPastedAddress(clipboard)).toBeUndefined();
});

describe("with HTML in the clipboard", () => {
  const address = "https://exemple.fr/a?b=1&c=2";
  const read = (html: string) => readPastedAddress(address, html);

  test("takes a link's text as the page's title (Edge's address bar, a dragged link)", () => {
    expect(read(`<a href="https://exemple.fr/a?b=1&amp;c=2">La mer monte</a>`)).toMatchObject({
      title: "La mer monte",
    });
    const chrome = `<html><body>\n<!--StartFragment--><meta charset='utf-8'><a href="${address}" style="color: red"><span>La  mer</span> monte</a><!--EndFragment-->\n</body></html>`;
    expect(read(chrome)).toMatchObject({ href: address, title: "La mer monte" });
  });

  test("ignores a link or text that repeats the address", () => {
    expect(read(`<a href="${address}">${address.replace("&", "&amp;")}</a>`)).toMatchObject({ title: undefined });
    expect(read(`<span>${address.replace("&", "&amp;")}</span>`)).toMatchObject({ href: address, title: undefined });
  });

  test.each([
    ["a link to somewhere else", `<a href="https://ailleurs.test/">La mer monte</a>`],
    ["words beside the link", `<p>Voir <a href="${address}">la mer</a></p>`],
    ["two links", `<a href="${address}">La</a> <a href="${address}">mer</a>`],
    ["a picture only", `<img src="x.png">`],
    ["other words", "<p>Autre chose</p>"],
    ["a long document", `<a href="${address}">La mer</a>${" ".repeat(20_000)}`],
  ])("finds no address in %s", (_, html) => {
    expect(read(html)).toBeUndefined();
  });
});

test("reads long runs of brackets and dots in one pass per character", () => {
  const text = `https://exemple.fr/${")".repeat(1_900)}`;
  expect(readPastedAddress(text)).toMatchObject({ text: "https://exemple.fr/", after: ")".repeat(1_900) });
});

test.each([
  ["https://ici.test/articles/x?utm_source=a#comments", "/articles/x?utm_source=a#comments"],
  ["https://ailleurs.test/articles/x", "https://ailleurs.test/articles/x"],
  ["http://ici.test/articles/x", "http://ici.test/articles/x"],
  ["mailto:a@ici.test", "mailto:a@ici.test"],
  ["https://ici.test//ailleurs.test/x", "https://ici.test//ailleurs.test/x"],
])("stores on https://ici.test %j as %j", (href, stored) => {
  expect(toLocalHref(href, "https://ici.test")).toBe(stored);
});

test.each([
  [
    '<iframe width="560" height="315" src="https://www.youtube.com/embed/abcdefghijk?si=x&amp;start=30" title="YouTube video player" frameborder="0" allow="autoplay" allowfullscreen></iframe>',
    "https://www.youtube.com/watch?v=abcdefghijk",
    undefined,
  ],
  [
    '<div style="padding:56% 0 0 0;position:relative;"><iframe src="https://player.vimeo.com/video/123456?h=1" title="Le phare"></iframe></div><script src="https://player.vimeo.com/api/player.js"></script>',
    "https://vimeo.com/123456",
    "Le phare",
  ],
  [
    '<iframe src="https://geo.dailymotion.com/player.html?video=x8abcde"></iframe>',
    "https://www.dailymotion.com/video/x8abcde",
    undefined,
  ],
  [
    `<iframe src="https://www.youtube.com/embed/videoseries?list=PL123456" title="${"a".repeat(201)}"></iframe>`,
    "https://www.youtube.com/playlist?list=PL123456",
    undefined,
  ],
  ['<IFRAME SRC="//carte.exemple.fr/port"></IFRAME>', "https://carte.exemple.fr/port", undefined],
])("reads the address of the page from the embed code %j", (code, href, title) => {
  expect(readPastedAddress(code)).toEqual({ href, text: href, after: "", title });
});

test.each([
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="<p>x</p>"></iframe>',
  '<iframe src="/page"></iframe>',
  '<iframe src="https://nom:secret@exemple.fr/"></iframe>',
  '<iframe src="http://intranet/page"></iframe>',
  '<iframe src="https://un.exemple.fr/"></iframe> et une phrase',
  '<div class="x">Une phrase<iframe src="https://un.exemple.fr/"></iframe></div>',
  '<iframe src="https://un.exemple.fr/"></iframe><iframe src="https://deux.exemple.fr/"></iframe>',
  '<div class="x"><p>Un texte</p></div>',
  '<p>Un texte</p><iframe src="https://un.exemple.fr/"></iframe>',
  `<iframe src="https://un.exemple.fr/${"x".repeat(5_000)}"></iframe>`,
])("reads no address from %j", (code) => {
  expect(readPastedAddress(code)).toBeUndefined();
});
