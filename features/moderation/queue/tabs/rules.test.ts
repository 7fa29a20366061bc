import { expect, test } from "vitest";
import { maxSearchLength, otherTabHref, parseQueueCursor, parseQueueFilter, queueHref } from "./rules.ts";

test("round-trips a queue filter through its URL", () => {
  for (const place of [
    { tab: "review", oldest: false },
    { tab: "spam", article: 7, q: "a b&c", oldest: true, after: [1_732_480_000_123, 42] },
    { tab: "all", member: 3, oldest: false },
    { tab: "pending", oldest: true },
    { tab: "pending", q: "a", oldest: false },
  ] as const) {
    const address = queueHref(place);
    const params = Object.fromEntries(new URL(address, "http://x.test").searchParams);
    expect(parseQueueFilter(params)).toMatchObject(place);
    expect(queueHref(parseQueueFilter(params))).toBe(address);
  }
  expect(queueHref({ tab: "review" })).toBe("/admin/moderation");
});

test.each([
  [{ view: "nonsense" }, { tab: "review" }],
  [{ view: ["spam", "all"] }, { tab: "review" }],
  [{ after: "1.2.3" }, { after: undefined }],
  [{ after: "9".repeat(99) }, { after: undefined }],
  [
    { article: "-1", member: "1e9" },
    { article: undefined, member: undefined },
  ],
  [{ q: "  " }, { q: undefined }],
  [{ q: `\0${"é".repeat(10_000)}` }, { q: "é".repeat(maxSearchLength) }],
])("parses %j", (params, filter) => {
  expect(parseQueueFilter(params)).toMatchObject(filter);
});

test("shows pending comments with the oldest first, and keeps a chosen order from tab to tab", () => {
  expect(parseQueueFilter({ view: "pending" })).toMatchObject({ oldest: true });
  expect(parseQueueFilter({ view: "pending", order: "newest" })).toMatchObject({ oldest: false });
  expect(queueHref({ tab: "pending", oldest: true })).toBe("/admin/moderation?view=pending");
  const hrefs = (view: string, order?: string) =>
    (["review", "pending"] as const).map((tab) =>
      otherTabHref(parseQueueFilter({ view, ...(order && { order }) }), tab),
    );
  expect(hrefs("review")).toEqual(["/admin/moderation", "/admin/moderation?view=pending"]);
  expect(hrefs("pending")).toEqual(["/admin/moderation", "/admin/moderation?view=pending"]);
  expect(hrefs("review", "oldest")).toEqual(["/admin/moderation?order=oldest", "/admin/moderation?view=pending"]);
  expect(hrefs("pending", "newest")).toEqual(["/admin/moderation", "/admin/moderation?view=pending&order=newest"]);
});

test("parses a cursor of two numbers only", () => {
  expect(parseQueueCursor("12.34")).toEqual([12, 34]);
  for (const text of [undefined, "", "12", "12.", "a.b", "1.5e3", "-1.2"])
    expect(parseQueueCursor(text)).toBeUndefined();
});
