import { expect, test } from "vitest";
import { invalidations, pendingWrites } from "./shared-state.ts";
import useCacheHandler from "./use-cache-handler.ts";

type Entry = Awaited<Parameters<typeof useCacheHandler.set>[1]>;

/** A result whose computation begins now. Next stores complete results. */
const entryOf = (...tags: string[]): Entry => ({
  value: new Blob(["data"]).stream(),
  tags,
  stale: 300,
  timestamp: performance.timeOrigin + performance.now(),
  expire: 86_400,
  revalidate: 86_400,
});

/** Longer than the millisecond to which Next rounds the time of an invalidation. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

test("an invalidation waits for data that were being computed before it, as does the next page, and drops them", async () => {
  const since = invalidations.sequence;
  expect(await useCacheHandler.get("threads", [])).toBeUndefined();
  const old = entryOf("comments-1");
  await pause();
  let cleared = false;
  const clearing = useCacheHandler.updateTags(["comments-1"]).then(() => {
    cleared = true;
  });
  await pause();
  // The page server knows the invalidation immediately; the wait is not over yet.
  expect(invalidations.isInvalidatedSince(["comments-1"], since)).toBe(true);
  expect(cleared).toBe(false);
  expect(pendingWrites.settled()).toBeInstanceOf(Promise);
  await Promise.all([useCacheHandler.set("threads", Promise.resolve(old)), clearing]);
  expect(pendingWrites.settled()).toBeUndefined();
  expect(await useCacheHandler.get("threads", [])).toBeUndefined();
  pendingWrites.complete("threads");
});

test("does not store data computed from data older than an invalidation, even if they were begun later", async () => {
  await useCacheHandler.get("settings", []);
  const inner = entryOf("settings");
  await pause();
  const clearing = useCacheHandler.updateTags(["settings"]);
  await pause();
  await useCacheHandler.get("closed", []);
  // Begun after the invalidation, from data begun before it.
  const outer = entryOf("settings", "comments-1");
  // The page reads the same bytes at its own pace.
  const [stored, read] = outer.value.tee();
  outer.value = stored;
  await useCacheHandler.set("settings", Promise.resolve(inner));
  await useCacheHandler.set("closed", Promise.resolve(outer));
  await clearing;
  expect(await new Response(read).text()).toBe("data");
  expect(await useCacheHandler.get("closed", [])).toBeUndefined();
  await useCacheHandler.set("closed", Promise.resolve(entryOf("settings", "comments-1")));
  expect((await useCacheHandler.get("closed", []))?.tags).toEqual(["settings", "comments-1"]);
});

test("no longer waits for data whose computation failed", async () => {
  await useCacheHandler.get("stars", []);
  invalidations.record(["stars-1"]);
  const failed = useCacheHandler.set("stars", Promise.reject(new Error("no database")));
  await expect(failed).rejects.toThrow("no database");
  expect(pendingWrites.settled()).toBeUndefined();
});
