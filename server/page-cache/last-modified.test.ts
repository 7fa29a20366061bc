import fc from "fast-check";
import { expect, test } from "vitest";
import { contentAge, isUnmodifiedSince, parseHttpDate } from "./last-modified.ts";
import { type CachedPage, makePage } from "./page.ts";
import { reusePages } from "./page-renderer.ts";
import { keyOf } from "./testing.ts";

const at = Date.UTC(2026, 10, 29, 10, 0, 0);
const feed = (text: string) => ({
  status: 200,
  headers: [["Content-Type", "application/rss+xml; charset=utf-8"]] as [string, string][],
  body: Buffer.from(text),
  source: text,
  fingerprint: text,
});

test.each([
  ["Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777],
  ["Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777],
  ["Sun Nov  6 08:49:37 1994", 784_111_777],
  ["1", undefined],
  ["2026-11-29T10:00:00Z", undefined],
  ["Sun, 06 Nov 1994 08:49:37 +0100", undefined],
  ["Sun, 06 Nov 1994 99:99:99 GMT", undefined],
  ["Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT", undefined],
  ["x".repeat(1_000_000), undefined],
])("reads the HTTP date %.60s", (text, seconds) => {
  expect(parseHttpDate(text)).toBe(seconds);
});

test("reads any text as a date or nothing, and never confirms content that the client may not have", () => {
  const age = { second: at / 1_000, isExact: true };
  fc.assert(
    fc.property(fc.string({ maxLength: 60, unit: "binary" }), (text) => {
      const parsed = parseHttpDate(text);
      expect(isUnmodifiedSince(text, age, at)).toBe(parsed !== undefined && parsed === at / 1_000);
    }),
  );
});

test("a date before the change, in the future or of an inexact second gets the whole feed", () => {
  const age = { second: at / 1_000, isExact: true };
  const date = (ms: number) => new Date(ms).toUTCString();
  expect(isUnmodifiedSince(date(at), age, at + 5_000)).toBe(true);
  expect(isUnmodifiedSince(date(at + 3_000), age, at + 5_000)).toBe(true);
  expect(isUnmodifiedSince(date(at - 1_000), age, at + 5_000)).toBe(false);
  expect(isUnmodifiedSince(date(at + 9_000), age, at + 5_000)).toBe(false);
  expect(isUnmodifiedSince(date(at), { ...age, isExact: false }, at + 5_000)).toBe(false);
  expect(isUnmodifiedSince(undefined, age)).toBe(false);
  expect(isUnmodifiedSince(date(at), undefined)).toBe(false);
});

test("only feeds that exist have a date", () => {
  expect(contentAge(feed("a"), undefined, at)).toEqual({ second: at / 1_000, isExact: true });
  expect(contentAge({ ...feed("a"), status: 404 }, undefined, at)).toBeUndefined();
  expect(contentAge({ ...feed("a"), headers: [["Content-Type", "text/html"]] }, undefined, at)).toBeUndefined();
});

test("through any sequence of changes, also withdrawals, no date stands for two contents and none goes back", async () => {
  const step = fc.record({ ms: fc.integer({ min: 0, max: 3_000 }), text: fc.constantFrom("a", "b", "a newer one") });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
      let now = at;
      let text = "";
      const render = reusePages(
        async () => ({ kind: "shared", page: feed(text), data: undefined, tags: [], expiresAt: 0 }),
        () => {},
        () => now,
      );
      let page: CachedPage | undefined;
      /** The content of each date that was sent. */
      const sent = new Map<number, string>();
      let latest = 0;
      for (const { ms, text: next } of steps) {
        now += ms;
        text = next;
        const outcome = await render(keyOf("/feed.xml"), page);
        if (outcome.kind !== "shared") throw new Error("not rendered");
        page = outcome.page;
        const age = page.contentAge;
        for (const [second, content] of sent)
          if (isUnmodifiedSince(new Date(second * 1_000).toUTCString(), age, now)) expect(content).toBe(text);
        expect(page.variant("identity")).toMatchObject({
          headers: age?.isExact
            ? expect.arrayContaining(["Last-Modified", new Date(age.second * 1_000).toUTCString()])
            : expect.not.arrayContaining(["Last-Modified"]),
        });
        if (!age?.isExact) continue;
        expect(age.second).toBeGreaterThanOrEqual(latest);
        expect(age.second * 1_000).toBeLessThanOrEqual(now);
        latest = age.second;
        sent.set(age.second, text);
      }
    }),
  );
});

test("a 304 repeats the links of a feed's hubs, and no others", () => {
  const headersOf = (link: string) => makePage({ ...feed("a"), headers: [["Link", link]] }).shortHeaders;
  expect(headersOf('<https://hub.example/>; rel="hub", <http://vigie.test/feed.xml>; rel="self"')).toHaveLength(2);
  expect(headersOf("</x.css>; rel=preload; as=style")).toEqual([]);
});
