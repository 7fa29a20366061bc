import fc from "fast-check";
import { PHASE_PRODUCTION_SERVER } from "next/constants.js";
import { expect, test } from "vitest";
import configFor from "../../next.config.ts";
import { pageQueryRules } from "../http/page-query-rules.ts";
import { normaliseUrlPath, pageKey } from "./key.ts";

const key = (url: string, headers: Record<string, string> = {}) => pageKey(url, headers, pageQueryRules);

test("ignores unknown parameters and sorts known ones", () => {
  expect(key("/?utm_source=x&fbclid=1")?.id).toBe("/");
  expect(key("/articles/a?page=2")?.id).toBe("/articles/a");
  expect(key("/?page=2&utm_source=x")?.id).toBe("/?page=2");
  expect(key("/?page=two")?.id).toBe("/");
  expect(key("/articles/a/comments?sort=best&page=3")?.id).toBe(key("/articles/a/comments?page=3&sort=best")?.id);
  for (const same of ["sort=worst", "sort=oldest", "sort=best%00", "sort", "sort=BEST", "page=x&sort="])
    expect(key(`/articles/a/comments?${same}`)?.id, same).toBe("/articles/a/comments");
  expect(key("/articles/a/comments/12?after=40&x=1")?.id).toBe("/articles/a/comments/12?after=40");
  expect(key("/articles/a/comments/12?page=2")?.id).toBe("/articles/a/comments/12");
});

test("reads WordPress's parameters only where no page of this site is", () => {
  expect(key("/?p=12&page=2&preview=true")?.id).toBe("/?p=12");
  expect(key("/blog/?p=12&x=1")?.id).toBe("/blog/?p=12");
  expect(key("/old-article?replytocom=12&utm_source=x")?.id).toBe("/old-article");
  for (const path of ["/about", "/about/", "/feed.xml", "/search", "/newsletter/preferences", "/articles/a", "/tags/b"])
    for (const query of ["p=12", "cat=5", "feed=rss2", "m=2017"]) expect(key(`${path}?${query}`)?.id, path).toBe(path);
  expect(key("/corrections?page=2&p=12")?.id).toBe("/corrections?page=2");
});

test("gives each search one spelling, and each spelling itself", () => {
  expect(key("/search")?.id).toBe("/search");
  expect(key("/search?utm_source=x&q=&period=")?.id).toBe("/search");
  expect(key("/search?kind=comment&q=l%27%C3%A9t%C3%A9&x=1")?.id).toBe(key("/search?q=l'été&kind=comment")?.id);
  expect(key("/search?category=b&category=a&category=b&q=x")?.id).toBe("/search?q=x&category=a&category=b");
  expect(key(`/search?q=${"x".repeat(10_000)}`)?.id.length).toBeLessThan(300);
  expect(key(`/search?${"q=a&".repeat(500)}`)?.id).toBe("/search?q=a");
  expect(key("/search?q=x&after=%00%27%22")?.id).toBe("/search?q=x");
  expect(key("/search?q=x", { rsc: "1" })).toMatchObject({
    kind: "payload",
    id: "/search?q=x&_rsc",
    hasFreeText: true,
  });
  expect(key("/articles/a/comments?page=2")?.hasFreeText).toBe(false);
  const parameter = fc.tuple(
    fc.constantFrom(
      "q",
      "kind",
      "category",
      "tag",
      "author",
      "period",
      "rating",
      "sort",
      "exact",
      "after",
      "_rsc",
      "é",
    ),
    fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.constantFrom("a", "1", "article", "week", "date", "4")),
  );
  fc.assert(
    fc.property(fc.array(parameter, { maxLength: 30 }), (parameters) => {
      const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join("&");
      const once = key(`/search?${query}`);
      expect(key(once?.id ?? "")?.id).toBe(once?.id);
      expect(once?.id.length).toBeLessThan(20_000);
    }),
  );
});

test("knows every query that next.config.ts rewrites to a path", async () => {
  const rewrites = await (await configFor(PHASE_PRODUCTION_SERVER)).rewrites?.();
  const list = Array.isArray(rewrites) ? rewrites : [...(rewrites?.beforeFiles ?? []), ...(rewrites?.afterFiles ?? [])];
  const queries = list.flatMap(({ source, has }) =>
    (has ?? [])
      .filter((one) => one.type === "query")
      .map((one) => ({
        path: source.replaceAll(/:\w+\(\\d[^)]*\)/g, "5").replaceAll(/:\w+/g, "x"),
        name: one.key,
        // A number, or the first word that the rewrite lists.
        value: /^\(\?<\w+>([a-z]+)\|/.exec(one.value ?? "")?.[1] ?? "7",
      })),
  );
  expect(queries.length).toBeGreaterThan(1);
  for (const { path, name, value } of queries)
    expect(key(`${path}?${name}=${value}`)?.id, `${path} ${name}`).toBe(`${path}?${name}=${value}`);
});

test("a page has one payload, whatever other headers the client's router sends", () => {
  const payload = { kind: "payload", id: "/articles/a?_rsc", url: "/articles/a?_rsc", page: "/articles/a" };
  expect(key("/articles/a?_rsc", { rsc: "1" })).toMatchObject(payload);
  expect(key("/articles/a?_rsc=abc&utm=1", { rsc: "1", "next-url": "/b", "next-router-prefetch": "1" })).toMatchObject(
    payload,
  );
  expect(key("/?page=2", { rsc: "1" })).toMatchObject({ url: "/?page=2&_rsc", page: "/?page=2" });
  expect(key("/articles/a?_rsc=abc")).toMatchObject({ kind: "html", url: "/articles/a" });
  expect(key("/articles/a", { accept: "x", cookie: "session=1", "user-agent": "y" })?.id).toBe("/articles/a");
});

test("gives each path one spelling, and normalising is idempotent", () => {
  expect(normaliseUrlPath("/articles/%61")).toBe("/articles/a");
  expect(normaliseUrlPath("/tags/%C3%A9t%c3%a9")).toBe("/tags/%C3%A9t%C3%A9");
  expect(normaliseUrlPath("/a%2Fb")).toBe("/a%2Fb");
  for (const bad of ["a", "/..", "/a/../b", "/a/%2e%2E", "/.", "/%00", "/%E0%A4%A", "/%zz"])
    expect(normaliseUrlPath(bad), bad).toBeUndefined();
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary", maxLength: 8 }), { maxLength: 5 }), (segments) => {
      const path = normaliseUrlPath(`/${segments.join("/")}`);
      if (path !== undefined) expect(normaliseUrlPath(path)).toBe(path);
    }),
  );
  fc.assert(
    fc.property(fc.webPath(), (path) => {
      const url = new URL(`http://x${path}`).pathname;
      const normal = normaliseUrlPath(url);
      if (normal !== undefined) expect(decodeURIComponent(normal)).toBe(decodeURIComponent(url));
    }),
  );
});
