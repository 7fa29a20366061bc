import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { testDatabase } from "#db/testing.ts";
import { invalidations } from "#lib/cache/cache-state.ts";
import { addWords } from "./testing.ts";
import { VocabularyCache } from "./vocabulary.ts";

const { db, clear, queries } = testDatabase();
beforeEach(async () => {
  await clear();
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => void vi.useRealTimers());

const waitForWords = (cache: VocabularyCache, count: number) =>
  vi.waitFor(async () => expect((await cache.get()).words.find("")).toHaveLength(count));

test("reads an empty vocabulary again soon, because the worker still counts the words", async () => {
  const cache = new VocabularyCache(db);
  await waitForWords(cache, 0);
  await addWords(db, { secret: 1 });
  vi.advanceTimersByTime(31_000);
  await waitForWords(cache, 1);
});

test("keeps the vocabulary until an article changes, and answers with the old one meanwhile", async () => {
  await addWords(db, { secret: 1 });
  const cache = new VocabularyCache(db);
  const old = await cache.get();
  await addWords(db, { secours: 1 });
  vi.advanceTimersByTime(31_000);
  expect((await queries(() => cache.get())).statements).toEqual([]);
  invalidations.record([articleCacheTags.lists]);
  expect(await cache.get()).toBe(old);
  await waitForWords(cache, 2);
});
