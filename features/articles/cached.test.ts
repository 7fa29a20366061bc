import { beforeEach, expect, test } from "vitest";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { categories } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { aComment } from "#features/comments/testing.ts";
import { getNavigationCategories } from "#features/taxonomy/cached.ts";
import { upsertAuthor } from "#features/taxonomy/mutations.ts";
import { invalidations } from "#lib/cache/cache-state.ts";
import { invalidateTagsLocally, newReadScope, runInReadScope } from "#lib/cache/cached.ts";
import { getArticle, getCards, listArticles } from "./cached.ts";
import { anArticle } from "./testing.ts";

const { db, clear, queries, recordedChanges } = testDatabase();
const categoryIds = { a: 0, b: 0 };
const articleIds = { a: 0, b: 0 };

beforeEach(async () => {
  await clear();
  for (const slug of ["a", "b"] as const) {
    const [row] = await db.insert(categories).values({ slug, name: slug }).returning({ id: categories.id });
    categoryIds[slug] = row?.id ?? 0;
    articleIds[slug] = await anArticle(db, slug, { categoryIds: [categoryIds[slug]] });
  }
  invalidateTagsLocally(["site"], "now");
});

/** Reads what a page reads, and returns a function that tells whether the page is still valid. */
async function render(read: () => Promise<unknown>) {
  const scope = newReadScope();
  const since = invalidations.sequence;
  await runInReadScope(scope, read);
  return () => !invalidations.isInvalidatedSince([...scope.tags], since);
}

/** Invalidates the tags that `work` records. */
async function expireNotified(work: () => Promise<unknown>): Promise<void> {
  const changes = await recordedChanges(work);
  expect(new Set(changes.map(({ urgency }) => urgency))).toEqual(new Set(["soon"]));
  for (const { tags } of changes) invalidateTagsLocally(tags, "soon");
}

test("a comment invalidates the lists that show its article, and neither other lists nor the navigation", async () => {
  const isListA = await render(() => listArticles({ kind: "category", id: categoryIds.a }, 1));
  const isListB = await render(() => listArticles({ kind: "category", id: categoryIds.b }, 1));
  const isNavigation = await render(getNavigationCategories);
  await expireNotified(() => aComment(db, articleIds.a));
  expect([isListA(), isListB(), isNavigation()]).toEqual([false, true, true]);
});

test("after a comment, only the counts of an article are read again", async () => {
  const read = () => runInReadScope(newReadScope(), () => getArticle("a"));
  expect(await read()).toMatchObject({ slug: "a", commentCount: 0 });
  await aComment(db, articleIds.a);
  invalidateTagsLocally(commentCacheTags.allViews({ id: articleIds.a, slug: "a" }), "soon");
  const { result, statements } = await queries(read);
  expect(result).toMatchObject({ slug: "a", commentCount: 1 });
  expect(statements).toHaveLength(1);
});

test("keeps the cards of a body until one of their articles changes", async () => {
  const countStatements = async () =>
    (await queries(() => runInReadScope(newReadScope(), () => getCards([articleIds.a])))).statements.length;
  expect(await countStatements()).toBe(1);
  await expireNotified(() => aComment(db, articleIds.b));
  expect(await countStatements()).toBe(0);
  await expireNotified(() => aComment(db, articleIds.a));
  expect(await countStatements()).toBe(1);
});

test("cards show the new name of their author", async () => {
  const ada = { handle: "ada", name: "Ada" };
  const id = await anArticle(db, "c", { authorIds: [await upsertAuthor(db, ada)] });
  const readName = () => runInReadScope(newReadScope(), async () => (await getCards([id]))[0]?.author?.name);
  expect(await readName()).toBe("Ada");
  for (const { tags } of await recordedChanges(() => upsertAuthor(db, { ...ada, name: "Ada King" })))
    invalidateTagsLocally(tags, "now");
  expect(await readName()).toBe("Ada King");
});
