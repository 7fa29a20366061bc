import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDate } from "#lib/dates.ts";
import {
  addNotice,
  addPage,
  isArticlePath,
  type KeptPage,
  listChecks,
  listUnusedFiles,
  mayBeKept,
  titleOf,
  withoutLateScripts,
  writeDate,
  writeList,
} from "./kept-pages.mjs";

const page = (path: string, more: Partial<KeptPage> = {}): KeptPage => ({
  path,
  title: path,
  at: 0,
  bytes: 10,
  files: [],
  ...more,
});

test.each([
  ["/articles/a", true],
  ["/articles/a/comments", false],
  ["/articles/", false],
  ["/account", false],
  ["/comments/1", false],
  ["/", false],
])("%s is an article's path: %s", (path, expected) => expect(isArticlePath(path)).toBe(expected));

const response = (status: number, headers: Record<string, string>, more: object = {}) => ({
  status,
  headers: new Headers({
    "content-type": "text/html; charset=utf-8",
    "cache-control": "public, max-age=0",
    ...headers,
  }),
  type: "basic" as const,
  redirected: false,
  ...more,
});

test("keeps complete shared pages only", () => {
  expect(mayBeKept(response(200, {}))).toBe(true);
  for (const status of [206, 301, 401, 404, 410, 503]) expect(mayBeKept(response(status, {}))).toBe(false);
  for (const caching of ["no-store", "private", "private, no-cache, no-store"])
    expect(mayBeKept(response(200, { "cache-control": caching }))).toBe(false);
  expect(mayBeKept(response(200, { "content-type": "application/json" }))).toBe(false);
  expect(mayBeKept(response(200, {}, { type: "opaqueredirect" }))).toBe(false);
  expect(mayBeKept(response(200, {}, { redirected: true }))).toBe(false);
  expect(mayBeKept({ ...response(200, {}), headers: new Headers({ "content-type": "text/html" }) })).toBe(false);
});

test("drops the pages opened longest ago beyond the number and the bytes, whatever is added", () => {
  const limits = { pages: 4, bytes: 100 };
  fc.assert(
    fc.property(fc.array(fc.record({ name: fc.nat(9), bytes: fc.integer({ min: 1, max: 60 }) })), (opened) => {
      let pages: KeptPage[] = [];
      for (const { name, bytes } of opened) {
        const before = pages;
        const { kept, dropped } = addPage(pages, page(`/articles/${name}`, { bytes }), limits);
        pages = kept;
        expect(kept.length).toBeLessThanOrEqual(limits.pages);
        expect(kept.reduce((sum, one) => sum + one.bytes, 0)).toBeLessThanOrEqual(limits.bytes);
        expect(new Set(kept.map(({ path }) => path)).size).toBe(kept.length);
        expect(kept[0]?.path).toBe(`/articles/${name}`);
        for (const one of before.filter(({ path }) => path !== `/articles/${name}`))
          expect([...kept, ...dropped]).toContain(one);
      }
    }),
  );
});

test("deletes the files that no kept page uses", () => {
  const kept = [page("/articles/a", { files: ["/media/1", "/media/2"] })];
  const dropped = [
    page("/articles/b", { files: ["/media/2", "/media/3"] }),
    page("/articles/c", { files: ["/media/3"] }),
  ];
  expect(listUnusedFiles(kept, dropped)).toEqual(["/media/3"]);
});

test("asks about forty long addresses in few requests that any proxy accepts", () => {
  const pages = Array.from({ length: 40 }, (_, i) => page(`/articles/${"a".repeat(190)}-${i}`));
  const checks = listChecks(pages);
  expect(checks.length).toBeLessThan(8);
  expect(checks.flatMap(({ paths }) => paths)).toEqual(pages.map(({ path }) => path));
  for (const { address } of checks) expect(address.length).toBeLessThan(2_000);
  expect(listChecks([])).toEqual([]);
  expect(listChecks([page("/articles/a"), page("/articles/b")])[0]?.address).toBe("/offline/articles?a=a&a=b");
});

test("writes what the pages say into the offline page, and no markup", () => {
  const html = `<meta property="og:title" content="L’&lt;b&gt; &amp; $& <i>"/><meta property="og:title" content="x"/>`;
  expect(titleOf(html)).toBe("L’&lt;b&gt; &amp; $& &lt;i&gt;");
  expect(titleOf("<title>x</title>")).toBe("");
  const list = writeList(
    '<div data-kept=""></div>',
    [page("/articles/a", { title: titleOf(html) })],
    () => "hier",
    "Ici :",
  );
  expect(list).toBe(
    '<div data-kept=""><p>Ici :</p><ul><li><a href="/articles/a">L’&lt;b&gt; &amp; $& &lt;i&gt;</a> <time>hier</time></li></ul></div>',
  );
  expect(writeList('<div data-kept=""></div>', [], () => "", "Ici :")).toBe('<div data-kept=""></div>');
});

test("adds the notice at the end of the page, and removes the scripts after the content only", () => {
  expect(addNotice("<body><main></main></body>", "Hors ligne")).toBe(
    '<body><main></main><p class="offline-notice" role="status">Hors ligne</p></body>',
  );
  expect(
    withoutLateScripts("<script>1</script><main></main><p>a</p><script>2</script><script x>3</script></body>"),
  ).toBe("<script>1</script><main></main><p>a</p></body>");
});

test.each(["2026-11-29T15:06:07Z", "2026-07-01T22:00:00Z", "2026-01-01T08:05:00Z"])(
  "writes %s as the site does",
  (date) => {
    for (const locale of ["fr", "en"] as const)
      for (const zone of ["Europe/Paris", "America/New_York"])
        expect(writeDate(Date.parse(date), { locale, zone })).toBe(
          formatDate(new Date(date), { locale, zone, style: "long" }),
        );
  },
);
