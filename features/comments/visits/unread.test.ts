import { expect, test } from "vitest";
import { newCommentsPerRequest } from "../rules.ts";
import { arrangeUnread, chooseNextUnread, listAllNewComments, parseNewComments } from "./unread.ts";

const elsewhere = (id: number, thread: number) => ({ id, thread, address: `/articles/a#comment-${id}`, by: null });
const ids = (items: readonly { id: number }[]) => items.map(({ id }) => id);

test("arranges the new comments by page, and leaves those of this page in its order", () => {
  const all = [elsewhere(50, 2), elsewhere(41, 21), elsewhere(40, 25), elsewhere(44, 60)];
  const { items, start } = arrangeUnread([40, 41], all, 21);
  expect(ids(items)).toEqual([50, 40, 41, 44]);
  expect(items.map(({ address }) => address !== undefined)).toEqual([true, false, false, true]);
  expect(start).toBe(0);
});

test("puts other pages last where the page's order is not that of the threads", () => {
  const { items, start } = arrangeUnread([40], [elsewhere(50, 2), elsewhere(40, 25)], null);
  expect(ids(items)).toEqual([40, 50]);
  expect(start).toBe(-1);
});

test("goes to the next unread comment, then to those that were skipped, then nowhere", () => {
  const items = [1, 2, 3, 4].map((id) => ({ id }));
  const next = (position: number, ...read: number[]) => chooseNextUnread(items, position, new Set(read))?.id;
  expect(next(-1)).toBe(1);
  expect(next(0, 1, 2)).toBe(3);
  expect(next(3, 4)).toBe(1);
  expect(next(2, 1, 2, 3, 4)).toBeUndefined();
});

test("follows addresses of this site only", () => {
  const hostile = { ...elsewhere(1, 1), address: "//example.com/" };
  expect(parseNewComments([elsewhere(2, 1), hostile, null, { id: "3" }])).toEqual([elsewhere(2, 1)]);
  const onPage = { ...elsewhere(4, 1), address: "/pages/contact#comment-4" };
  expect(parseNewComments([onPage])).toEqual([onPage]);
  expect(parseNewComments({ error: 503 })).toEqual([]);
});

test("requests new comments until it has them all, by thread, and at most ten times", async () => {
  const requests: number[] = [];
  const listed = (total: number) => async (since: number) => {
    requests.push(since);
    const left = Array.from({ length: Math.max(0, total - since) }, (_, n) =>
      elsewhere(since + n + 1, total - since - n),
    );
    return left.slice(0, newCommentsPerRequest).sort((a, b) => a.thread - b.thread);
  };
  const all = await listAllNewComments(listed(230), 0);
  expect(requests).toEqual([0, 100, 200]);
  expect(ids(all)).toEqual(Array.from({ length: 230 }, (_, n) => 230 - n));
  expect(await listAllNewComments(listed(5_000), 0)).toHaveLength(1_000);
  expect(await listAllNewComments(async () => [], 7)).toEqual([]);
});
