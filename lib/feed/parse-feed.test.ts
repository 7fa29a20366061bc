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

  it("does not quote bytes that are no element's name", () => {
    const picture = new Uint8Array([137, 80, 78, 71, 10, 60, 107, 167, 120, 62]);
    expect(parseFeed(picture, { url: "https://journal.example/1.png", contentType: "" })).toMatchObject({
      error: { code: "notFeed", detail: "The document has no XML element." },
    });
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

describe("repairs, and says what it repaired:", () => {
  const wrap = (item: string) => `<rss version="2.0"><channel><title>Journal</title>${item}</channel></rss>`;
  const item = (content: string) => wrap(`<item>${content}<link>https://journal.example/1</link></item>`);

  it.each([
    ["a bare ampersand", item("<title>Nord & Sud</title>"), "Nord & Sud", /& that is not written/],
    ["entities of HTML", item("<title>Caf&eacute;&nbsp;noir</title>"), "Café noir", /HTML entities/],
    ["an undeclared namespace", item("<title>Un</title><dc:creator>Zoé</dc:creator>"), "Un", /prefix of <dc:creator>/],
    ["control characters", item("<title>U\u0001n\u000b</title>"), "Un", /characters that XML does not allow/],
    ["space before the declaration", `\n <?xml version="1.0"?>${item("<title>Un</title>")}`, "Un", /before its XML/],
    ["a warning before the declaration", `Notice: x in y.php\n${item("<title>Un</title>")}`, "Un", /before its XML/],
    ["a tag that is not closed", item("<title>Un</title><description>a<br>b</description>"), "Un", /not closed/],
    ["an item that is not closed", wrap("<item><title>Un</title><item><title>Deux</title></item>"), "Un", /not closed/],
    ["a tag that was never opened", item("<title>Un</b></title>"), "Un", undefined],
    ["values without quotation marks", item("<title>Un</title><guid isPermaLink=false>1</guid>"), "Un", undefined],
    ["text after the end", `${item("<title>Un</title>")}<!-- 2 ms -->bye<br>`, "Un", undefined],
  ])("%s", (_what, document, title, repair) => {
    const { items, repairs, isPartial } = read(document);
    expect(items[0]?.title).toBe(title);
    expect(isPartial).toBe(false);
    if (repair) expect(repairs).toEqual([expect.stringMatching(repair)]);
  });

  it("a feed that breaks off: the whole items before are kept, the last one is not", () => {
    const document = wrap("<item><guid>1</guid></item>\n<item><guid>2</guid><title>Deu");
    const { items, repairs, isPartial } = read(document.slice(0, document.indexOf("Deu") + 3));
    expect(items.map(({ guid }) => guid)).toEqual(["1"]);
    expect(isPartial).toBe(true);
    expect(repairs[0]).toMatch(/read up to line 2, column 31: The document ends within/);
  });

  it("a JSON feed that breaks off, and one whose item is damaged", () => {
    const cut = json11.slice(0, json11.indexOf('"deux"'));
    expect(read(cut)).toMatchObject({ items: [{ guid: "1" }], isPartial: true, title: "Le Journal" });
    const damaged = json11.replace('"id": "deux",', '"id": deux,');
    expect(read(damaged)).toMatchObject({ items: [{ guid: "1" }], isPartial: true });
    expect(fail(json11.replace('"id": 1,', '"id": un,'))).toMatchObject({ code: "syntax", line: 11, column: 13 });
  });

  it("a feed that is served as a web page", () => {
    expect(read(rss091, "text/html; charset=utf-8").repairs).toEqual([expect.stringMatching(/web page/)]);
  });
});

describe("items", () => {
  const feed = (content: string, head = "") =>
    read(`<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
      xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:atom="http://www.w3.org/2005/Atom"
      xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>${head}<item>${content}</item></channel></rss>`)
      .items[0];

  it.each([
    ["AT&amp;amp;T", "AT&T"],
    ["<![CDATA[L&#8217;&eacute;t&eacute; &amp; l'hiver]]>", "L’été & l'hiver"],
    ["&lt;b&gt;Gras&lt;/b&gt; titre", "Gras titre"],
    ["How to use &lt;b&gt; tags", "How to use <b> tags"],
    ["3 &lt; 4 et 5 &gt; 2", "3 < 4 et 5 > 2"],
    ["  Deux\n   lignes ", "Deux lignes"],
  ])("have the title %s as plain text", (written, title) => {
    expect(feed(`<title>${written}</title>`)?.title).toBe(title);
  });

  it.each([
    [
      "the original address of FeedBurner",
      "<link>https://feeds.example/~r/1</link><feedburner:origLink>https://journal.example/1</feedburner:origLink>",
    ],
    ["a relative address", "<link>1</link>"],
    ["an Atom link", '<atom:link rel="related" href="/autre"/><atom:link href="https://journal.example/1"/>'],
    ["a permanent GUID", "<guid>https://journal.example/1</guid>"],
    ["an address in two lines", "<link>\n https://journal.example/\n1 </link>"],
    ["an address with a name and a password", "<link>https://ada:secret@journal.example/1</link>"],
  ])("have %s", (_what, content) => {
    expect(feed(content, "<link>https://journal.example/</link>")?.url).toBe("https://journal.example/1");
  });

  it.each([
    ["javascript:alert(1)"],
    ["data:text/html,x"],
    ["file:///etc/passwd"],
    ["mailto:ada@journal.example"],
    ["https://"],
  ])("have no address %s", (address) => {
    expect(feed(`<link>${address}</link><guid isPermaLink="false">https://journal.example/1</guid>`)?.url).toBe("");
  });

  it.each([
    ["ada@journal.example (Ada Lovelace)", ["Ada Lovelace"]],
    ["Ada Lovelace &lt;ada@journal.example&gt;", ["Ada Lovelace"]],
    ["ada@journal.example", []],
    ["Ada", ["Ada"]],
  ])("have the authors of %s", (written, authors) => {
    expect(feed(`<author>${written}</author>`)?.authors).toEqual(authors);
  });

  it("keep the text of XHTML and of escaped HTML, and its base", () => {
    const [first, second] = read(atom10).items;
    expect(first).toMatchObject({
      contentHtml: '<p>Un &amp; <a href="deux.html">deux</a><br></p>',
      summaryHtml: "1 &lt; 2",
      baseUrl: "https://journal.example/1/",
      authors: ["La rédaction"],
      categories: ["Politique", "local"],
      pictures: [{ url: "https://journal.example/1/une.jpg" }],
      publishedAt: "2026-11-28T09:30:00.000Z",
      updatedAt: "2026-11-28T11:00:00.000Z",
    });
    expect(second).toMatchObject({ contentHtml: "<p>Two</p>", authors: ["Ann Lee"], language: "fr" });
    expect(read(atom03).items[0]?.contentHtml).toBe("<p>Un</p>");
  });

  it("of JSON keep their fields and their own text", () => {
    const [first, second] = read(json11).items;
    expect(first).toMatchObject({
      guid: "1",
      categories: ["Politique"],
      authors: ["La rédaction"],
      pictures: [{ url: "https://journal.example/une.jpg" }],
      publishedAt: "2026-11-28T09:30:00.000Z",
    });
    expect(JSON.parse(first?.raw ?? "")).toMatchObject({ id: 1 });
    expect(second).toMatchObject({ contentHtml: "1 &lt; 2", authors: ["Ann Lee"], language: "en" });
  });

  it("have no date if it cannot be read, and keep what was written", () => {
    expect(feed("<pubDate>hier soir</pubDate>")).toMatchObject({ declaredDate: "hier soir", publishedAt: null });
  });
});
