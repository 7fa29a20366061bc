import { beforeEach, expect, test } from "vitest";
import { relatedArticles } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { upsertAuthor } from "#features/taxonomy/mutations.ts";
import { invalidateTagsLocally, newReadScope, runInReadScope } from "#lib/cache/cached.ts";
import { getRelated } from "./cached.ts";

const { db, clear, recordedChanges } = testDatabase();

beforeEach(async () => {
  await clear();
  invalidateTagsLocally(["site"], "now");
});

test("a related article is shown with the new name of its author", async () => {
  const ada = { handle: "ada", name: "Ada" };
  const articleId = await anArticle(db, "a");
  const relatedId = await anArticle(db, "b", { authorIds: [await upsertAuthor(db, ada)] });
  await db.insert(relatedArticles).values({ articleId, relatedId, rank: 1, score: 1 });
  const readName = () => runInReadScope(newReadScope(), async () => (await getRelated(articleId, 3))[0]?.author?.name);
  expect(await readName()).toBe("Ada");
  for (const { tags } of await recordedChanges(() => upsertAuthor(db, { ...ada, name: "Ada King" })))
    invalidateTagsLocally(tags, "now");
  expect(await readName()).toBe("Ada King");
});
