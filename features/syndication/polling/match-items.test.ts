import fc from "fast-check";
import { expect, test } from "vitest";
import type { ItemContent } from "#features/syndication/content/convert-item.ts";
import { listKeys, matchItems, type StoredItem } from "./match-items.ts";
import { anItem } from "./testing.ts";

/** Stores a document in memory, as `storeFeed` does in the database. */
function store(stored: Map<string, StoredItem>, items: ItemContent[]) {
  const keys = new Set(listKeys(items));
  const known = [...stored.values()].filter(({ guidKey }) => keys.has(guidKey));
  const matched = matchItems(items, known);
  for (const item of matched.added)
    stored.set(item.guidKey, {
      ...{ id: stored.size + 1, guidKey: item.guidKey, urlKey: item.urlKey, title: item.title },
      ...{ contentHash: item.contentHash, sketch: item.sketch, state: "waiting" },
      ...{ publishedHash: null, sourceChange: null, missingAt: null },
    });
  for (const { stored: before, content } of matched.changed) {
    const { urlKey, title, contentHash, sketch } = content;
    stored.set(before.guidKey, { ...before, urlKey, title, contentHash, sketch });
  }
  return matched;
}

const paths = ["", "a", "b", "c"];
const item = fc
  .record({
    guid: fc.constantFrom("1", "2", "a longer guid", "https://articles.test/"),
    path: fc.constantFrom(...paths),
    title: fc.constantFrom("One", "Two", "Three"),
    text: fc.constantFrom("x", "y", null),
  })
  .map(({ guid, path, title, text }) =>
    anItem(guid, { guidKey: guid, url: `https://articles.test/${path}`, title, text }),
  );

test("a document that is stored again adds nothing, whatever GUIDs, addresses and titles its items share", () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 8 }), fc.array(item, { maxLength: 8 }), (first, second) => {
      const stored = new Map<string, StoredItem>();
      store(stored, first);
      store(stored, second);
      expect(store(stored, second)).toMatchObject({ added: [] });
    }),
    { numRuns: 300 },
  );
});

test("no two items of a document get one key, and no title of it is lost", () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 10 }), (items) => {
      const { added } = matchItems(items, []);
      expect(new Set(added.map(({ guidKey }) => guidKey)).size).toBe(added.length);
      expect(new Set(added.map(({ title }) => title))).toEqual(new Set(items.map(({ title }) => title)));
    }),
    { numRuns: 300 },
  );
});
