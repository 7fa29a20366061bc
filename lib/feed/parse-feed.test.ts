import { describe, expect, it } from "vitest";
import { parseFeed } from "./parse-feed.ts";
import type { ParsedFeed } from "./parsed-feed.ts";
import { atom03, atom10, json11, rss10, rss20, rss090, rss091 } from "./samples-testing.ts";

const url = "https://journal.example/flux/feed.xml";

function read(document: string, contentType = ""): ParsedFeed {
  const result = parseFeed(new TextEncoder().encode(document), { url, contentType });
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail}`);
  return result.feed;
}

function fail(document: string, contentType = "") {
  const result = parseFeed(new TextEncoder().encode(document), { url, contentType });
  if (result.ok) throw new Error("It is a feed.");
  return result.error;
}

describe("formats", () => {
  it("reads RSS 2.0 with its modules", () => {
    const { items, ...feed } = read(rss20);
    expect(feed).toEqual({
      format: "rss",
      version: "2.0",
      title: "Le Journal & Cie",
      description: "L’actualité d’ici",
      siteUrl: "https://journal.example/",
      language: "fr-FR",
      selfUrl: "https://journal.example/flux/feed.xml",
      hubUrls: ["https://hub.example/"],
      ttlMinutes: 30,
      rights: "© 2026 Le Journal",
      omittedItems: 0,
      isPartial: false,
      repairs: [],
    });
    expect(items).toHaveLength(2);
    expect({ ...items[0], raw: items[0]?.raw.slice(0, 6) }).toEqual({
      guid: "journal-1",
      url: "https://journal.example/2026/mairie.html",
      title: "La mairie change d’adresse",
      authors: ["Zoé Dupré", "Ivan Novák"],
      categories: ["Politique", "Vie locale"],
      declaredDate: "Sam, 28 nov. 2026 10:30:00 +0100",
      publishedAt: "2026-11-28T09:30:00.000Z",
      updatedAt: null,
      summaryHtml: "Elle déménage <b>lundi</b>.",
      contentHtml: '<p>Elle déménage lundi, <a href="plan.html">voici le plan</a>.</p>',
      baseUrl: "https://journal.example/2026/mairie.html",
      pictures: [
        {
          url: "https://journal.example/images/mairie-1200.jpg",
          alt: "La nouvelle mairie",
          credit: "Zoé Dupré",
          width: 1200,
          height: 800,
        },
      ],
      language: "fr-FR",
      source: { title: "L’Écho", url: "https://echo.example/rss" },
      raw: "<item>",
    });
    expect(items[0]?.raw).toMatch(/^<item>[\s\S]+<\/item>$/);
    expect(items[1]).toMatchObject({
      guid: "https://journal.example/2",
      url: "https://journal.example/2",
      language: "en",
    });
  });

  it.each([
    ["RSS 0.90", rss090, "rdf", "0.90"],
    ["RSS 0.91", rss091, "rss", "0.91"],
    ["RSS 1.0", rss10, "rdf", "1.0"],
    ["Atom 0.3", atom03, "atom", "0.3"],
    ["Atom 1.0", atom10, "atom", "1.0"],
    ["JSON Feed 1.1", json11, "json", "1.1"],
  ])("reads %s", (_name, document, format, version) => {
    const feed = read(document);
    expect(feed).toMatchObject({ format, version, title: "Le Journal", siteUrl: "https://journal.example/" });
    expect(feed.repairs).toEqual([]);
    expect(feed.items.map(({ title, url: address }) => [title, address])).toEqual([
      ["Premier titre", "https://journal.example/1"],
      ["Second title", "https://journal.example/2"],
    ]);
  });
});

describe("errors", () => {
  it.each([
    ["nothing", " \n", "empty"],
    ["a web page", "<!doctype html><html><head><title>Accueil</title></head></html>", "html"],
    ["XML that is no feed", '<?xml version="1.0"?><urlset/>', "notFeed"],
    ["plain text", "Bonjour", "notFeed"],
    ["JSON that is no feed", '{"a": 1}', "notFeed"],
  ])("refuses %s", (_what, document, code) => {
    expect(fail(document).code).toBe(code);
  });

  it("names line and column of the damage where no item can be read", () => {
    expect(fail('<rss version="2.0">\n<channel>\n  <title>Journal</titel>\n</channel></rss>')).toEqual({
      code: "syntax",
      line: 3,
      column: 24,
      detail: "unexpected close tag.",
    });
  });
});
