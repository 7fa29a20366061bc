import { expect, test } from "vitest";
import { keyOf, settle, stage } from "./testing.ts";

/** Waits two turns of the event loop, so that everything that waited for data has continued. */
const goOn = async () => {
  await settle();
  await settle();
};

test("a page waits for data that are being computed since before an invalidation, and begins with the current number", async () => {
  const { invalidations, pendingWrites, pages, running } = stage();
  pendingWrites.recordMiss("threads");
  invalidations.record(["/a"]);
  const loaded = pages.load(keyOf("/a"));
  await settle();
  expect(running).toEqual([]);
  invalidations.record(["/a"]);
  pendingWrites.complete("threads");
  await goOn();
  expect(running.map(({ since }) => since)).toEqual([2]);
  running[0]?.end();
  await loaded;
  // The page is current with that invalidation.
  expect(pages.find(keyOf("/a"), true)?.source).toBe("2");
});

test("does not keep a page for exact readers if older data were stored during its render, in either kind", async () => {
  const { invalidations, pendingWrites, pages, running } = stage();
  const endAll = () => {
    for (const render of [...running]) render.end();
  };
  pendingWrites.recordMiss("threads");
  invalidations.record(["/a"]);
  // Longer than a page waits.
  await pendingWrites.settled();
  const first = pages.load(keyOf("/a"), true);
  await pendingWrites.storing("threads");
  pendingWrites.complete("threads");
  // Next would reuse the first response for it.
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

test("two kinds of a page that waited for data begin together, with the current number", async () => {
  const { invalidations, pendingWrites, pages, running } = stage();
  pendingWrites.recordMiss("threads");
  invalidations.record(["/a"]);
  const both = [pages.load(keyOf("/a"), true), pages.load(keyOf("/a", "payload"), true)];
  await settle();
  expect(running).toEqual([]);
  pendingWrites.complete("threads");
  await goOn();
  expect(running.map(({ since }) => since)).toEqual([1, 1]);
  for (const render of [...running]) render.end();
  await Promise.all(both);
});
