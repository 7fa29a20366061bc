import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ParsedItem } from "#lib/feed/parsed-feed.ts";
import { hostileInputs, randomHostileText } from "#lib/hostile-text-testing.ts";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { listElements } from "#lib/html/elements-testing.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { articleElements } from "#lib/html/vocabulary.ts";
import { convertItem, convertItems, type ItemContent } from "./convert-item.ts";

const plain: ParsedItem = {
  guid: null,
  url: "https://www.exemple.fr/a",
  title: "",
  authors: [],
  categories: [],
  declaredDate: "",
  publishedAt: null,
  updatedAt: null,
  summaryHtml: "",
  contentHtml: "",
  baseUrl: "https://www.exemple.fr/a",
  pictures: [],
  language: "",
  raw: "",
  source: null,
};
const options = { feedUrl: "https://www.exemple.fr/feed", fetchedAt: new Date("2026-11-28T12:00:00Z"), language: "fr" };
const convert = (item: Partial<ParsedItem>) => convertItem({ ...plain, ...item }, options);

const allowed = new Set(articleElements.filter((name) => name !== "img" && name !== "div"));

/** Everything that holds for every item, whatever a stranger wrote. */
function expectSafe({
  title,
  author,
  terms,
  excerpt,
  bodyHtml,
  pictures,
  guidKey,
  urlKey,
  declaredDate,
  raw,
  sketch,
  bands,
}: ItemContent): void {
  for (const { tagName, attributes } of listElements(`<body>${bodyHtml}`).filter(
    ({ tagName: name }) => !["html", "head", "body"].includes(name),
  )) {
    expect(allowed).toContain(tagName);
    for (const name of Object.keys(attributes))
      expect(name).not.toMatch(/^(?:on|style|src|class|id|srcset|action|background)/);
    if (attributes.href !== undefined) expect(attributes.href).toMatch(/^(?:https?:\/\/|mailto:)/);
  }
  expect(toHtml(sanitizeArticle(parseHtml(bodyHtml)))).toBe(bodyHtml);
  for (const { url, alt, credit, caption = "" } of pictures) {
    expect(url).toMatch(/^https?:\/\//);
    expect(url.length).toBeLessThanOrEqual(8_000);
    for (const text of [alt, credit, caption]) expect(text.length).toBeLessThanOrEqual(1_000);
  }
  expect(pictures.length).toBeLessThanOrEqual(10);
  for (const text of [title, author, excerpt, ...terms]) {
    expect(text.length).toBeLessThanOrEqual(500);
    expect(text).not.toMatch(/[\n\0]/);
  }
  expect(terms.length).toBeLessThanOrEqual(30);
  for (const key of [guidKey, urlKey, declaredDate]) expect(key.length).toBeLessThanOrEqual(600);
  expect(guidKey).not.toBe("");
  for (const text of [title, author, excerpt, bodyHtml, guidKey, raw, ...terms]) {
    expect(text.isWellFormed()).toBe(true);
    expect(text).not.toContain("\0");
  }
  for (const value of sketch ?? []) expect(value | 0).toBe(value);
  for (const value of bands ?? []) expect(Number.isSafeInteger(value)).toBe(true);
}

test.each([
  "<script>alert(1)</script><p>a</p>",
  "<p onclick=alert(1) style='position:fixed' class=x id=y>a</p>",
  '<a href="javascript:alert(1)">a</a>',
  '<a href="java\tscript:alert(1)">a</a>',
  '<a href="&#106;avascript:alert(1)">a</a>',
  '<a href="data:text/html,<script>alert(1)</script>">a</a>',
  '<a href="//evil.example/x" target=_blank onmouseover=alert(1)>a</a>',
  "<img src=x onerror=alert(1)>",
  '<img src="javascript:alert(1)">',
  '<img src="file:///etc/passwd"><img src="/media/0000000000000000000000ff"><img src="/media/aaaaaaaaaaaaaaaaaaaaaaaa">',
  '<img srcset="javascript:alert(1) 2x, data:image/png;base64,AA 3x">',
  "<svg><script>alert(1)</script><a xlink:href='javascript:alert(1)'><text>a</text></a></svg>",
  "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>a</math>",
  '<iframe src="https://evil.example"></iframe><iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<iframe src="https://www.youtube.com/embed/abcdefghijk?autoplay=1&x=&quot;onload=alert(1)"></iframe>',
  '<object data="https://evil.example/x.swf"></object><embed src="https://evil.example/x.swf">',
  '<form action="https://evil.example"><input name=password><button formaction="javascript:alert(1)">a</button></form>',
  '<base href="https://evil.example/"><a href="/x">a</a><meta http-equiv=refresh content="0;url=https://evil.example">',
  "<style>@import 'https://evil.example/x.css'</style><link rel=stylesheet href=https://evil.example/x.css>",
  '<p data-card="1"><a href="https://evil.example">a</a></p><p data-embed><a href="javascript:alert(1)">b</a></p>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  "<!--><img src=x onerror=alert(1)>--><p>a",
  "<template><img src=x onerror=alert(1)></template><textarea></textarea><img src=x onerror=alert(1)>",
  "<table background='javascript:alert(1)'><tr><td>a<td style='background:url(javascript:alert(1))'>b",
  "<details open ontoggle=alert(1)><summary>a</summary>b</details><video src=x onerror=alert(1)><source onerror=alert(1)></video>",
  "<p>\u202etxt.exe\u202c \u0000 \ud800</p>",
  '<a href="https://user:secret@exemple.fr/">a</a>',
  "<xmp><img src=x onerror=x(1)></xmp><plaintext><script>",
  '<figure data-picture="0"><figcaption>a</figcaption></figure>',
])("leaves nothing harmful of %s", (contentHtml) => {
  const content = convert({
    contentHtml,
    title: contentHtml,
    summaryHtml: contentHtml,
    authors: [contentHtml],
    categories: [contentHtml],
    guid: contentHtml,
    raw: contentHtml,
  });
  expectSafe(content);
  expect(content.bodyHtml).not.toMatch(/alert|evil\.example\/x\.(?:swf|css)|secret|passwd/);
});

const shared = new URL("../../../../../shared/data/xss/", import.meta.url);
const folder = ["/work/shared/data/xss/", shared.pathname].find((path) => existsSync(path));

describe.skipIf(!folder)("the corpus of hostile strings in ../shared/data/xss (skipped where it is absent)", () => {
  test.each(["JHADDIX_XSS.txt", "RSNAKE_XSS.txt", "XSS_Polyglots.txt", "SVG_XSS1.svg"])("%s", (file) => {
    const text = readFileSync(`${folder}${file}`, "utf8");
    for (const contentHtml of [text, ...text.split("\n")]) expectSafe(convert({ contentHtml, title: contentHtml }));
  });
});

test("every hostile text as body, summary, title and everything else", () => {
  for (const [, text] of hostileInputs(3_000)) {
    expectSafe(
      convert({
        contentHtml: text,
        summaryHtml: text,
        title: text,
        url: text,
        guid: text,
        authors: [text],
        categories: [text],
        declaredDate: text,
        publishedAt: text,
        language: text,
        baseUrl: text,
        raw: text,
      }),
    );
  }
});

test("random hostile texts", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) =>
      expectSafe(
        convert({ contentHtml: randomHostileText(seed, 1_500), summaryHtml: randomHostileText(seed + 1, 300) }),
      ),
    ),
    { numRuns: 100 },
  );
});

const tag = fc.constantFrom(
  ...[
    "<p>",
    "</p>",
    "<img src=a.jpg>",
    "<img src=b.jpg width=1>",
    "<figure>",
    "</figure>",
    "<figcaption>©",
    "</figcaption>",
    "<a href=/x>",
    "</a>",
    "<ul><li>",
    "</ul>",
  ],
  ...[
    "<table><tr><td>",
    "</table>",
    "<blockquote>",
    "</blockquote>",
    "<h2>",
    "</h2>",
    "<br><br>",
    "<em>",
    "</em>",
    "<pre>",
    "</pre>",
    "Lire la suite",
    "[…]",
    "mot mot. ",
    "<div class=share>",
    "</div>",
    "<iframe src=https://youtu.be/abcdefghijk></iframe>",
  ],
);

test("any mixture of what feeds contain is well formed, and converting is idempotent", () => {
  fc.assert(
    fc.property(fc.array(tag, { maxLength: 25 }), (parts) => {
      const content = convert({ contentHtml: parts.join("") });
      expectSafe(content);
      const blocks = parseHtml(content.bodyHtml).children.filter((node) => node.type === "element").length;
      for (const { block } of content.pictures) expect(block).toBeLessThanOrEqual(blocks);
      expect(convert({ contentHtml: parts.join("") })).toEqual(content);
    }),
    { numRuns: 300 },
  );
});

test.each<[what: string, item: Partial<ParsedItem>]>([
  ["a title of a megabyte", { title: "mot ".repeat(250_000) }],
  ["a title of one word of a megabyte", { title: "a".repeat(1_000_000) }],
  ["10,000 pictures", { contentHtml: Array.from({ length: 10_000 }, (_, n) => `<img src="/${n}.jpg">`).join("") }],
  [
    "10,000 listed pictures",
    {
      pictures: Array.from({ length: 10_000 }, (_, n) => ({
        url: `https://a.fr/${n}.jpg`,
        alt: "",
        credit: "",
        width: n,
        height: n,
      })),
    },
  ],
  ["nested tables", { contentHtml: "<table><tr><td>".repeat(20_000) }],
  ["a megabyte of one word", { contentHtml: "a".repeat(1_000_000) }],
  ["a megabyte of short sentences", { contentHtml: "A. ".repeat(350_000) }],
  ["a megabyte of breaks", { contentHtml: "a<br>".repeat(200_000) }],
  ["100,000 categories", { categories: Array.from({ length: 100_000 }, (_, n) => `c${n}`) }],
  ["100,000 authors", { authors: Array.from({ length: 100_000 }, (_, n) => `a${n}`) }],
  ["links of tails", { contentHtml: "<p><a href=/a>Lire la suite</a></p>".repeat(10_000) }],
  ["nested figures", { contentHtml: "<figure><img src=a.jpg><figcaption>".repeat(5_000) }],
  ["a picture's address of a megabyte", { contentHtml: `<img src="/${"a".repeat(1_000_000)}">` }],
  ["a srcset of a megabyte", { contentHtml: `<img srcset="${"a.jpg 1x, ".repeat(100_000)}">` }],
])("bounds %s", (_what, item) => {
  const content = convert(item);
  expectSafe(content);
  expect(content.bodyHtml.length).toBeLessThanOrEqual(3_000_000);
});

test("a feed that repeats one sentence in all its items compares the rest", () => {
  const text = (n: number) => `Phrase ${n} sur un sujet précis que personne d’autre ne traite. `.repeat(12);
  const footer = "Abonnez-vous à notre lettre et suivez-nous sur tous les réseaux pour ne rien manquer. ";
  const items = Array.from({ length: 5 }, (_, n) => ({
    ...plain,
    guid: String(n),
    contentHtml: `<p>${text(n)}</p><p>${footer}</p>`,
  }));
  const alone = convert({ contentHtml: `<p>${text(1)}</p>` });
  expect(convertItems(items, options)[1]?.sketch).toEqual(alone.sketch);
});
