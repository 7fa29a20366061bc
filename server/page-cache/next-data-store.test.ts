import { expect, test } from "vitest";
import dataStore from "./next-data-store.ts";
import { clears, fills } from "./shared.ts";

type Entry = Awaited<Parameters<typeof dataStore.set>[1]>;

const entryOf = (tag: string): Entry => ({
  value: new Blob(["data"]).stream(),
  tags: [tag],
  stale: 300,
  timestamp: performance.timeOrigin + performance.now(),
  expire: 86_400,
  revalidate: 86_400,
});

/** Longer than the millisecond to which Next rounds the moment of a clear. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

test("who clears waits for data that were being made before, and so does the next page; they are not found again", async () => {
  const made = Promise.withResolvers<Entry>();
  expect(await dataStore.get("threads", [])).toBeUndefined();
  const stored = dataStore.set("threads", made.promise);
  const old = entryOf("comments-1");
  await pause();
  let cleared = false;
  const clearing = dataStore.updateTags(["comments-1"]).then(() => {
    cleared = true;
  });
  await pause();
  // Known to the page server at once, and not over yet.
  expect(clears.clearedSince(["comments-1"], 0)).toBe(true);
  expect(cleared).toBe(false);
  expect(fills.overtaken()).toBeInstanceOf(Promise);
  made.resolve(old);
  await Promise.all([stored, clearing]);
  expect(fills.overtaken()).toBeUndefined();
  expect(await dataStore.get("threads", [])).toBeUndefined();
});
