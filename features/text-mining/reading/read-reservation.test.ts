import { describe, expect, test } from "vitest";
import { listLicenceAddresses, readReservation, type SourceStatements } from "./read-reservation.ts";

const url = "https://www.gazette.example/politique/2026/article.html";
const read = (statements: Partial<SourceStatements>) => readReservation({ url, ...statements });
const lines = (...all: string[]) => all.join("\n");
const rules = (...all: [location: string, reservation: unknown][]) =>
  JSON.stringify(all.map(([location, reservation]) => ({ location, "tdm-reservation": reservation })));
const page = (head: string) => `<!doctype html><html><head><title>a <b> c</title>${head}</head><body></body></html>`;
const licence = (content: string, of = "/") =>
  `<?xml version="1.0"?><rsl xmlns="https://rslstandard.org/rsl"><content url="${of}">${content}</content></rsl>`;

test("a site that says nothing reserves nothing", () => {
  expect(read({})).toBeNull();
  expect(
    read({ robotsTxt: "User-agent: *\nDisallow: /admin\n", tdmrep: "[]", html: page(""), headers: {} }),
  ).toBeNull();
  expect(readReservation({ url: "not an address", robotsTxt: "User-agent: *\nDisallow: /" })).toBeNull();
});

describe("robots.txt", () => {
  test.each([
    ["two training crawlers are kept out", lines("User-agent: GPTBot", "User-agent: CCBot", "Disallow: /")],
    [
      "in groups of their own, in any case",
      lines("user-agent:gptbot", "DISALLOW:/", "", "User-Agent: ClaudeBot/1.0 # x", "Disallow: *"),
    ],
    ["with carriage returns only", "User-agent: GPTBot\rUser-agent: Google-Extended\rDisallow: /\r"],
    [
      "the path is below what is disallowed",
      lines("User-agent: GPTBot", "User-agent: CCBot", "Disallow: /politique/*/article.html$"),
    ],
    ["every robot is kept out", lines("User-agent: *", "Disallow: /")],
    ["every robot but a search engine", lines("User-agent: *", "Disallow: /", "User-agent: Googlebot", "Allow: /")],
    ["a content signal", lines("User-agent: *", "Content-Signal: search=yes,ai-train=no", "Allow: /")],
    ["a content signal outside the groups", "Content-Signal: ai-input = no"],
    ["the IETF's draft", lines("User-agent: *", "Allow: /", "Content-Usage: train-ai=n")],
    ["the same for this part", lines("User-agent: *", "Content-Usage: /politique/ train-ai=n")],
  ])("reserves: %s", (_, robotsTxt) => {
    expect(read({ robotsTxt })).toBe("robots.txt");
  });

  test.each([
    [
      "one crawler alone is kept out, perhaps for its load",
      lines("User-agent: Bytespider", "User-agent: TikTokSpider", "Disallow: /"),
    ],
    ["they may read this part", lines("User-agent: GPTBot", "User-agent: CCBot", "Disallow: /", "Allow: /politique/")],
    [
      "of equally long rules the one that allows counts",
      lines("User-agent: GPTBot", "User-agent: CCBot", "Disallow: /", "Allow: /"),
    ],
    ["another part is disallowed", lines("User-agent: *", "Disallow: /abonnes/")],
    ["an empty rule allows everything", lines("User-agent: *", "Disallow:")],
    [
      "crawlers of search and answers only",
      lines("User-agent: OAI-SearchBot", "User-agent: PerplexityBot", "Disallow: /"),
    ],
    [
      "training is allowed",
      lines("User-agent: *", "Content-Signal: ai-train=yes, ai-input=yes", "Content-Usage: train-ai=y"),
    ],
    [
      "another signal with a similar name",
      lines("User-agent: *", "Content-Signal: ai-training-notes=no, x-ai-train=no, ai-train=nothing"),
    ],
    ["the draft's rule for another part", lines("User-agent: *", "Content-Usage: /abonnes/ train-ai=n")],
    ["rules without a group", "Disallow: /"],
    ["a page instead of the file", page("<p>User-agent: GPTBot Disallow: /")],
  ])("does not reserve: %s", (_, robotsTxt) => {
    expect(read({ robotsTxt })).toBeNull();
  });

  test("groups of one crawler are read together, and rules of other robots are not", () => {
    const robotsTxt = lines(
      ...["User-agent: GPTBot", "Disallow: /a"],
      ...["User-agent: Someone", "Disallow: /"],
      ...["User-agent: GPTBot", "User-agent: CCBot", "Disallow: /politique"],
    );
    expect(read({ robotsTxt })).toBe("robots.txt");
    expect(readReservation({ url: "https://www.gazette.example/sport", robotsTxt })).toBeNull();
  });
});

describe("TDMRep", () => {
  test.each([
    [rules(["/", 1]), "tdmrep.json"],
    [rules(["/politique/*.html$", 1]), "tdmrep.json"],
    [rules(["/politique/*/article", "1"]), "tdmrep.json"],
    // One rule without its brackets.
    ['{"location": "/", "tdm-reservation": 1}', "tdmrep.json"],
    // The first one that matches decides.
    [rules(["/politique/", 0], ["/", 1]), null],
    [rules(["/sport/", 0], ["/", 1]), "tdmrep.json"],
    [rules(["/politique/*.jpg", 1]), null],
    [rules(["/", 2]), null],
    [rules(["/", true]), null],
    ["<html>", null],
    ["[1, null, [], {}]", null],
  ])("reads %s", (tdmrep, expected) => {
    expect(read({ tdmrep })).toBe(expected);
  });

  test("the header comes before the file, and the page before the header", () => {
    const tdmrep = rules(["/", 1]);
    const [open, reserved] = ["0", "1"].map((value) => page(`<meta content='${value}' NAME=TDM-Reservation />`));
    expect(read({ tdmrep, headers: { "tdm-reservation": "0" } })).toBeNull();
    expect(read({ tdmrep, headers: { "tdm-reservation": " 1 " } })).toBe("header");
    expect(read({ headers: { "tdm-reservation": "1" }, html: open ?? "" })).toBeNull();
    expect(read({ headers: { "tdm-reservation": "0" }, html: reserved ?? "" })).toBe("page");
    expect(read({ tdmrep, headers: { "tdm-reservation": "yes" } })).toBe("tdmrep.json");
  });

  test("an express permission of one protocol does not outweigh the reservation of another", () => {
    const robotsTxt = lines("User-agent: *", "Content-Signal: ai-train=no");
    expect(read({ robotsTxt, html: page('<meta name="tdm-reservation" content="0">') })).toBe("robots.txt");
  });

  test.each([
    ["in the body", `<head></head><body><meta name="tdm-reservation" content="1">`],
    ["in a comment", page('<!-- <meta name="tdm-reservation" content="1"> -->')],
    ["in a script", page(`<script>if (a < b) document.write('<meta name="tdm-reservation" content="1">')</script>`)],
  ])("a <meta> element %s says nothing", (_, html) => {
    expect(read({ html })).toBeNull();
  });

  test("a script before it with an open quote does not hide it", () => {
    const html = page(`<script>if (a <b && c == '"') x("it's")</script><meta name="tdm-reservation" content="1">`);
    expect(read({ html })).toBe("page");
  });
});

describe("RSL", () => {
  const permits = (tokens: string) => `<permits type="usage">${tokens}</permits>`;
  const prohibits = (tokens: string) => `<prohibits type="usage">${tokens}</prohibits>`;
  const of = (...terms: string[]) => `<license>${terms.join("")}</license>`;

  test.each([
    ["training is prohibited", licence(of(permits("search ai-input"), prohibits("ai-train")))],
    ["all AI is prohibited", licence(of(prohibits("ai-all")))],
    ["only search is permitted", licence(of(permits("search")))],
    [
      "training costs money",
      licence(of(permits("ai-train"), '<payment type="training"><amount currency="EUR">5</amount></payment>')),
    ],
    [
      "training needs a contract",
      licence(of(permits("ai-all"), "<payment><custom>https://x.example</custom></payment>")),
    ],
    ["for education only", licence(of(permits("all"), '<permits type="user">education</permits>'))],
    ["in one country only", licence(of(permits("all"), '<permits type="geo">US</permits>'))],
    ["the stricter of two licences", licence(of(permits("all")) + of(prohibits("ai-train")))],
    [
      "a prefixed element with an entity and a CDATA section",
      `<rsl:rsl><rsl:content url="https://gazette.example/?a&amp;b"/><rsl:content url=''><rsl:license><rsl:prohibits type='usage'><![CDATA[ai-train]]></rsl:prohibits></rsl:license></rsl:content></rsl:rsl>`,
    ],
    ["commas, as in version 0.9", licence(of(prohibits("train-ai, search")))],
    ["an absolute address, without www", licence(of(prohibits("all")), "https://gazette.example/politique/*")],
  ])("reserves: %s", (_, document) => {
    expect(read({ licences: [document] })).toBe("rsl");
  });

  test.each([
    ["training is free", licence(of(permits("ai-all"), '<payment type="free"/>'))],
    ["for a credit", licence(of(permits("all"), '<payment type="attribution"/>'))],
    ["nothing is said of usage", licence(of('<payment type="free"/>'))],
    ["another part", licence(of(prohibits("all")), "/sport/")],
    ["another site", licence(of(prohibits("all")), "https://other.example/")],
    ["no licence", licence("")],
    [
      "the narrower content permits it",
      `<rsl><content url="/">${of(prohibits("all"))}</content><content url="/politique/">${of(permits("all"))}</content></rsl>`,
    ],
    ["a page instead of the document", page("")],
  ])("does not reserve: %s", (_, document) => {
    expect(read({ licences: [document] })).toBeNull();
  });

  test("a document in the page counts", () => {
    const html = page(`<script type="application/rsl+xml">${licence(of(prohibits("ai-train")), "")}</script>`);
    expect(read({ html })).toBe("rsl");
  });

  test("lists the documents that the site names, absolute and once", () => {
    const robotsTxt = lines(
      "License: https://gazette.example/a.xml",
      "User-agent: *",
      "License: /b.xml",
      "License: http://[",
    );
    const headers = {
      link: '<https://gazette.example/a.xml>; rel="license"; type="application/rsl+xml", </x>; rel=next',
    };
    const html = page(
      '<link type="application/rsl+xml" rel="LICENSE" href="c.xml?a&amp;b"><link rel=license href=/cc>',
    );
    expect(listLicenceAddresses({ url, robotsTxt, headers, html }).sort()).toEqual([
      "https://gazette.example/a.xml",
      "https://www.gazette.example/b.xml",
      "https://www.gazette.example/politique/2026/c.xml?a&b",
    ]);
  });
});

test.each([
  [{ headers: { "x-robots-tag": "noindex, noai" } }, "header"],
  [{ headers: { "content-usage": "train-ai=n" } }, "header"],
  [{ headers: { "content-signal": "ai-train=no" } }, "header"],
  [{ html: page('<meta name="robots" content="max-image-preview:large, noai, noimageai">') }, "page"],
  [{ headers: { "x-robots-tag": "noindex" }, html: page('<meta name="robots" content="noaim">') }, null],
] as const)("reads other express refusals: %j", (statements, expected) => {
  expect(read(statements)).toBe(expected);
});
