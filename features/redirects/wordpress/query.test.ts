import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalWordPressQuery, toArchivePeriod } from "./query.ts";

test.each([
  ["p=12", "p=12"],
  ["p=12&page=2&cpage=3&preview=true&utm_source=x", "p=12"],
  ["utm_source=x&replytocom=5&lang=en", ""],
  ["p=1&p=2", "p=1"],
  ["p[]=1", ""],
  ["p=x&page_id=7", "page_id=7"],
  ["cat=5,6&paged=2", "cat=5&paged=2"],
  ["cat=-5", ""],
  ["tag=rgpd+cnil", "tag=rgpd"],
  ["author_name=claire&feed=atom", "author_name=claire&feed=atom"],
  ["feed=comments-rss2&p=12", "p=12&feed=rss2"],
  ["feed=rdf&paged=3", "feed=rss2"],
  ["feed=gopher", ""],
  ["paged=1", ""],
  ["paged=3", "paged=3"],
  ["p=12&paged=3", "p=12"],
  ["year=2017&monthnum=3&day=9", "m=20170309"],
  ["m=201703", "m=201703"],
  ["s=nuage+bleu&submit=OK", "s=nuage+bleu"],
  ["s=", ""],
  ["page=2", ""],
])("reads ?%s as ?%s", (query, canonical) => {
  expect(canonicalWordPressQuery(query)).toBe(canonical);
});

test("gives any query one short spelling, and that spelling itself", () => {
  const names = [
    "p",
    "p[]",
    "page_id",
    "cat",
    "tag",
    "s",
    "m",
    "year",
    "monthnum",
    "day",
    "feed",
    "paged",
    "author",
    "é",
  ];
  const value = fc.oneof(
    fc.string({ unit: "binary", maxLength: 250 }),
    fc.constantFrom("1", "12,3", "2017", "201703", "rss2", "comments-atom", "a/b", "%00", "x".repeat(400)),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 12 }), (parameters) => {
      const query = parameters.map(([name, text]) => `${name}=${encodeURIComponent(text.toWellFormed())}`).join("&");
      const once = canonicalWordPressQuery(query);
      expect(canonicalWordPressQuery(once)).toBe(once);
      expect(once.length).toBeLessThan(2_500);
    }),
  );
});

test("reads dates that exist", () => {
  expect(toArchivePeriod("2017")).toBe("2017");
  expect(toArchivePeriod("2017", "3")).toBe("2017-03");
  expect(toArchivePeriod("2016", "02", "29")).toBe("2016-02-29");
  for (const date of [["2017", "02", "29"], ["2017", "13"], ["2017", "0"], ["1800"], ["12345"]] as const)
    expect(toArchivePeriod(date[0], date[1], date[2]), date.join("-")).toBeUndefined();
});
