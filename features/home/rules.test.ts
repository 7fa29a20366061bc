import { expect, test } from "vitest";
import { reorderIds } from "#lib/reorder.ts";
import { composeFrontPage } from "./rules.ts";

const story = (id: number, picture = true) => ({ id, picture: picture ? {} : null });
const newest = [9, 8, 7, 6, 5, 4, 3, 2, 1].map((id) => story(id));
const idsOf = (stories: { id: number }[]) => stories.map(({ id }) => id);

test("shows the newest first without pins", () => {
  const { front, rest } = composeFrontPage([], newest);
  expect(idsOf(front)).toEqual([9, 8, 7, 6, 5, 4]);
  expect(idsOf(rest)).toEqual([3, 2, 1]);
});

test("shows pins first, and repeats or loses nothing", () => {
  const { front, rest } = composeFrontPage([story(50), story(7)], newest);
  expect(idsOf(front)).toEqual([50, 7, 9, 8, 6, 5]);
  expect(idsOf(rest)).toEqual([4, 3, 2, 1]);
});

test("adds one article below a lead story without a picture", () => {
  expect(idsOf(composeFrontPage([story(50, false)], newest).front)).toHaveLength(7);
});

test.each([
  ["up", 3, [1, 3, 2]],
  ["up", 1, [1, 2, 3]],
  ["down", 1, [2, 1, 3]],
  ["down", 3, [1, 2, 3]],
  ["first", 3, [3, 1, 2]],
  ["first", 9, [9, 1, 2, 3]],
  ["remove", 2, [1, 3]],
  ["remove", 9, [1, 2, 3]],
  ["pin", 9, [1, 2, 3, 9]],
  ["pin", 2, [1, 2, 3]],
  ["until", 2, [1, 2, 3]],
  ["down", 9, [1, 2, 3]],
] as const)("%s %i", (act, id, order) => {
  expect(reorderIds([1, 2, 3], act, id)).toEqual(order);
});

test("accepts an order with each article once", () => {
  expect(reorderIds([1, 2, 3], "order", 0, [3, 3, 9, 1])).toEqual([3, 9, 1]);
});
