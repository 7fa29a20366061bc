import { expect, test } from "vitest";
import { keyOf, settle, stage } from "./testing.ts";

/** Until whoever waited for data has gone on: a turn of theirs, and one more. */
const goOn = async () => {
  await settle();
  await settle();
};

test("a page waits for data that others are making since before a clear, and begins with what is true then", async () => {
  const { clears, fills, pages, running } = stage();
  fills.asked("threads");
  clears.record(["/a"]);
  const loaded = pages.load(keyOf("/a"));
  await settle();
  expect(running).toEqual([]);
  clears.record(["/a"]);
  fills.made("threads");
  await goOn();
  expect(running.map(({ since }) => since)).toEqual([2]);
  running[0]?.end();
  await loaded;
  // Kept as of that clear: nothing is missing.
  expect(pages.find(keyOf("/a"), true)?.source).toBe("2");
});

test("a page during whose making older data were stored is not kept for who must see a clear; both kinds of the page", async () => {
  const { clears, fills, pages, running } = stage();
  const endAll = () => {
    for (const render of [...running]) render.end();
  };
  fills.asked("threads");
  clears.record(["/a"]);
  // Longer than a page waits.
  await fills.settled();
  const first = pages.load(keyOf("/a"), true);
  await fills.storing("threads");
  fills.made("threads");
  // Next would answer it with the first.
  const second = pages.load(keyOf("/a", "payload"), true);
  await settle();
  endAll();
  await Promise.all([first, second]);
  expect(pages.find(keyOf("/a"), true)).toBeUndefined();
  expect(pages.find(keyOf("/a", "payload"), true)).toBeUndefined();
  const again = pages.load(keyOf("/a"), true);
  await settle();
  endAll();
  await again;
  expect(pages.find(keyOf("/a"), true)?.source).toBe("1");
});

test("two kinds of a page that waited for data begin together, and with what is true then", async () => {
  const { clears, fills, pages, running } = stage();
  fills.asked("threads");
  clears.record(["/a"]);
  const both = [pages.load(keyOf("/a"), true), pages.load(keyOf("/a", "payload"), true)];
  await settle();
  expect(running).toEqual([]);
  fills.made("threads");
  await goOn();
  expect(running.map(({ since }) => since)).toEqual([1, 1]);
  for (const render of [...running]) render.end();
  await Promise.all(both);
});
