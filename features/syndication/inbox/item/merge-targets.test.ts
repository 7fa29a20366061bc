import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { aFeed, anItem, store } from "#features/syndication/polling/testing.ts";
import { suggestMergeTargets } from "./merge-targets.ts";
import { findInboxItem } from "./queries.ts";

const { db, clear } = testDatabase();
beforeEach(clear);

test("suggests the items of the source that have the same text, and no others", async () => {
  const text = "The weather of the week.";
  await store(db, await aFeed(db, { source: "Le Site" }), [anItem("one", { text }), anItem("other")]);
  await store(db, await aFeed(db, { source: "Le Site" }), [anItem("two", { text })]);
  const item = await findInboxItem(db, 3);
  if (!item) throw new Error("There is no such item.");
  expect((await suggestMergeTargets(db, item)).map(({ value }) => value)).toEqual(["item:1"]);
});
