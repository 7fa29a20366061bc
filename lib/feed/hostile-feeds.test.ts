import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openWorkCounter } from "../work-counter-testing.ts";
import { discoverFeeds } from "./discover-feeds.ts";
import { hostileFeeds } from "./hostile-feeds-testing.ts";
import { maxFeedOutput } from "./limits.ts";
import { parseFeed } from "./parse-feed.ts";
import { atom03, atom10, json11, rss10, rss20, rss090, rss091 } from "./samples-testing.ts";

const samples = [rss090, rss091, rss10, rss20, atom03, atom10, json11].map((text) => new TextEncoder().encode(text));
const options = { url: "https://journal.example/feed", contentType: "" };

/** Parses a document and checks that the limits hold. */
function parse(bytes: Uint8Array, contentType = "") {
  const result = parseFeed(bytes, { ...options, contentType });
  discoverFeeds(bytes, { ...options, contentType });
  if (!result.ok) {
    expect(result.error.line).toBeGreaterThan(0);
    expect(result.error.column).toBeGreaterThan(0);
    return result;
  }
  const { items, repairs } = result.feed;
  expect(items.length).toBeLessThanOrEqual(500);
  expect(repairs.length).toBeLessThanOrEqual(20);
  for (const item of items) {
    expect(item.title.length).toBeLessThanOrEqual(1_000);
    expect(item.raw.length).toBeLessThanOrEqual(200_000);
    expect(item.authors.length).toBeLessThanOrEqual(20);
    expect(item.categories.length).toBeLessThanOrEqual(50);
    expect(item.pictures.length).toBeLessThanOrEqual(30);
    for (const { url } of [item, ...item.pictures]) expect(url === "" || /^https?:\/\//.test(url)).toBe(true);
    expect(item.raw.isWellFormed() && !item.raw.includes("\0")).toBe(true);
  }
  expect(JSON.stringify(items).length).toBeLessThan(2 * maxFeedOutput);
  return result;
}

// The first test: work is counted in functions that are compiled after the counter was opened.
it("does work in proportion to the length of a hostile document", () => {
  const counter = openWorkCounter();
  const [small, large] = [hostileFeeds(20_000), hostileFeeds(80_000)].map((documents) =>
    counter.countEach(documents, ([, document]) => parseFeed(new TextEncoder().encode(document), options)),
  );
  counter.close();
  const names = hostileFeeds(10).map(([what]) => what);
  const slow = names.filter((_, at) => (large?.[at] ?? 0) > 6 * (small?.[at] ?? 0) + 50_000);
  expect(slow).toEqual([]);
});

describe("keeps its limits with", () => {
  it.each(hostileFeeds(100_000))("%s", (_what, document) => {
    parse(new TextEncoder().encode(document));
  });
});

it("reads the newest 500 of 100,000 items, and says how many it left out", () => {
  const items = Array.from(
    { length: 100_000 },
    (_, n) => `<item><guid>${n}</guid><pubDate>${new Date(1e12 + n * 1e6).toUTCString()}</pubDate></item>`,
  );
  const document = `<rss version="2.0"><channel>${items.join("")}</channel></rss>`;
  const result = parseFeed(new TextEncoder().encode(document), options);
  if (!result.ok) throw new Error(result.error.detail);
  expect(result.feed.items).toHaveLength(500);
  // Of those that are converted at all, the last are the newest.
  expect(result.feed.items.at(-1)?.guid).toBe("19999");
  expect(result.feed.omittedItems).toBe(99_500);
});

it("refuses depth and attributes beyond the limits, with their place", () => {
  const wrap = (content: string) => new TextEncoder().encode(`<rss><channel>\n<item>${content}</item></channel></rss>`);
  const codes = [
    wrap(`${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}`),
    wrap(`<a ${Array.from({ length: 100_000 }, (_, n) => `a${n}=""`).join(" ")}/>`),
  ].map((bytes) => parseFeed(bytes, options));
  for (const result of codes) expect(result).toMatchObject({ ok: false, error: { code: "forbidden", line: 2 } });
});

describe("never reads entities that a document declares:", () => {
  it.each([
    [
      "entities of entities",
      '<!DOCTYPE rss [<!ENTITY a "ha">\n<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><rss><channel><item><title>&c;</title></item></channel></rss>',
    ],
    [
      "one long entity used often",
      `<!DOCTYPE rss [\n<!ENTITY a "${"a".repeat(50_000)}">]><rss><channel><title>${"&a;".repeat(50_000)}</title></channel></rss>`,
    ],
    [
      "a file",
      '<!DOCTYPE rss [\n<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><title>&a;</title></channel></rss>',
    ],
  ])("%s", (_what, document) => {
    expect(parse(new TextEncoder().encode(document))).toMatchObject({ ok: false, error: { code: "forbidden" } });
  });
});

it("never throws for a document whose bytes are damaged", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...samples),
      fc.array(fc.tuple(fc.nat(3_000), fc.uint8Array({ minLength: 1, maxLength: 4 })), { maxLength: 8 }),
      fc.nat(3_500),
      fc.constantFrom(
        "",
        "text/html",
        "text/xml; charset=utf-16",
        "text/xml; charset=shift_jis",
        "text/xml; charset=x",
      ),
      (sample, changes, end, contentType) => {
        const bytes = sample.slice(0, end);
        for (const [at, piece] of changes) if (at + piece.length <= bytes.length) bytes.set(piece, at);
        parse(bytes, contentType);
      },
    ),
    { numRuns: 300 },
  );
});

const shared = "../shared/data/feeds";
it.skipIf(!existsSync(shared))(
  "reads real feeds that are cut or sent in a wrong encoding (../shared/data/feeds)",
  () => {
    for (const file of readdirSync(shared)) {
      const bytes = readFileSync(path.join(shared, file));
      const whole = parse(bytes);
      expect(whole.ok && whole.feed.items.length, file).toBeGreaterThan(0);
      for (let tenth = 0; tenth < 10; tenth += 1) {
        const result = parse(bytes.subarray(0, (bytes.length * tenth) / 10));
        if (result.ok) expect(result.feed.isPartial, file).toBe(true);
      }
      for (const charset of ["utf-8", "iso-8859-1", "utf-16", "utf-32", "shift_jis", "gb18030", "iso-2022-jp", "none"])
        parse(bytes, `text/xml; charset=${charset}`);
    }
  },
);
