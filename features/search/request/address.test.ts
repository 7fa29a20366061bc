import fc from "fast-check";
import { expect, test } from "vitest";
import { maxQueryLength, type SearchRequest, searchKinds, searchPeriods, searchSorts } from "#features/search/rules.ts";
import { cleanQueryText, parseSearchRequest, searchPath } from "./address.ts";

const parse = (query: string) => parseSearchRequest(new URLSearchParams(query));
const parsePath = (path: string) => parse(path.replace(/^\/search\??/, ""));

test("reads every part of an address", () => {
  const path =
    "/search?q=mot+de+passe&kind=comment&category=a&category=b&tag=t&source=s&author=ada&period=week&rating=4&sort=date&exact=1&after=x.y";
  expect(parsePath(path)).toEqual({
    text: "mot de passe",
    kinds: ["comment"],
    categories: ["a", "b"],
    tags: ["t"],
    sources: ["s"],
    authors: ["ada"],
    discussion: null,
    period: "week",
    minRating: 4,
    sort: "date",
    isExact: true,
    after: "x.y",
  });
  expect(searchPath(parsePath(path))).toBe(path);
});

test("gives equal searches one address", () => {
  const one = searchPath(
    parse("tag=b&tag=a&tag=b&kind=correction&kind=article&kind=comment&q=%20a%20%20b&sort=relevance&x=1"),
  );
  expect(one).toBe("/search?q=a+b&tag=a&tag=b");
});

test("leads to the first page when the search changes", () => {
  const request = parse("q=a&after=x.y");
  expect(searchPath(request, { period: "week" })).toBe("/search?q=a&period=week");
  expect(searchPath(request, { after: "z.w" })).toBe("/search?q=a&after=z.w");
});

test("ignores what is not valid", () => {
  expect(parse("kind=x&category=%27;--&period=day&rating=5&sort=up&exact=yes&after=%3Cb%3E")).toEqual(parse(""));
});

test("never throws, bounds everything, and reads back what it writes", () => {
  const value = fc.oneof(
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.constantFrom("a", "week", "4", "date", "1", "article", "\0", "\ud800"),
  );
  const name = fc.constantFrom(
    "q",
    "kind",
    "category",
    "tag",
    "source",
    "author",
    "period",
    "rating",
    "sort",
    "discussion",
    "exact",
    "after",
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 40 }), (pairs) => {
      const request = parseSearchRequest(new URLSearchParams(pairs));
      expect(request.text.length).toBeLessThanOrEqual(maxQueryLength);
      expect(parsePath(searchPath(request))).toEqual(request);
    }),
  );
});

test("writes and reads any search", () => {
  const slugs = fc.uniqueArray(fc.constantFrom("a", "b-c", "d1"), { maxLength: 3 }).map((list) => list.sort());
  const request: fc.Arbitrary<SearchRequest> = fc.record({
    text: fc.string({ unit: "grapheme" }).map(cleanQueryText),
    kinds: fc.subarray([...searchKinds], { maxLength: 2 }),
    categories: slugs,
    tags: slugs,
    sources: slugs,
    authors: slugs,
    discussion: fc.constant(null),
    period: fc.constantFrom(null, ...searchPeriods),
    minRating: fc.constantFrom(null, 3 as const, 4 as const),
    sort: fc.constantFrom(...searchSorts),
    isExact: fc.boolean(),
    after: fc.constantFrom(null, "abc.def"),
  });
  fc.assert(
    fc.property(request, (one) => {
      expect(parsePath(searchPath(one))).toEqual(one);
    }),
  );
});

test("cuts long texts at a word, and removes what cannot be seen", () => {
  expect(cleanQueryText("mot ".repeat(3_000))).toBe("mot ".repeat(50).trim());
  expect(cleanQueryText("x".repeat(10_000))).toHaveLength(maxQueryLength);
  expect(cleanQueryText("sauve\u00adgarde\u200b\0 e\u0301t\u00e9\ud800")).toBe("sauvegarde été");
});

test("a search of a discussion drops what says nothing about its comments", () => {
  const read = (query: string) => searchPath(parseSearchRequest(new URLSearchParams(query)));
  expect(read("q=a&discussion=gel&kind=article&category=spam&rating=4&author=ada&period=week")).toBe(
    "/search?q=a&discussion=gel&author=ada&period=week",
  );
  expect(read("q=a&discussion=gel&discussion=autre")).toBe("/search?q=a&discussion=gel");
  expect(read("q=a&discussion=pages/contact")).toBe("/search?q=a&discussion=pages%2Fcontact");
  for (const path of ["../admin", "pages/", "pages/a/b", "/pages/a", "articles/a"])
    expect(read(`q=a&discussion=${path}`)).toBe("/search?q=a");
  const request = parseSearchRequest(new URLSearchParams("q=a&discussion=gel"));
  expect(searchPath(request, { discussion: null, kinds: [] })).toBe("/search?q=a");
});
