import { beforeEach, expect, test } from "vitest";
import { categories } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { anArticle } from "#features/articles/testing.ts";
import { aComment } from "#features/comments/testing.ts";
import { rateArticle } from "#features/ratings/mutations.ts";
import { invalidations } from "#lib/cache/cache-state.ts";
import { invalidateTagsLocally, newReadScope, runInReadScope } from "#lib/cache/cached.ts";
import { getFrontPage } from "./cached.ts";
import { figuresMaxAge } from "./rules.ts";

const { db, clear, queries, sql, recordedChanges } = testDatabase();
let articles: number[] = [];

beforeEach(async () => {
  await clear();
  const [row] = await db.insert(categories).values({ slug: "a", name: "A" }).returning({ id: categories.id });
  articles = [];
  for (const slug of ["e", "d", "c", "b", "a"])
    articles.unshift(
      await anArticle(db, slug, { categoryIds: [row?.id ?? 0], legacyRatingCount: 30, legacyRatingSum: 120 }),
    );
  invalidateTagsLocally(["site"], "now");
});

/** Reads the front page as a render does: whether its page is still valid, and how long it may be. */
async function render() {
  const scope = newReadScope();
  const since = invalidations.sequence;
  const { result: content, statements } = await queries(() => runInReadScope(scope, getFrontPage));
  const isValid = () => !invalidations.isInvalidatedSince([...scope.tags], since);
  return { content, statements, isValid, seconds: (scope.expiresAt - performance.now()) / 1_000 };
}

async function expireNotified(work: () => Promise<unknown>): Promise<void> {
  for (const { tags } of await recordedChanges(work)) invalidateTagsLocally(tags, "soon");
}

test("reads the whole page in eight statements, however many articles there are", async () => {
  const { content, statements } = await render();
  expect(content.lead?.slug).toBe("a");
  expect(content.secondary.map(({ slug }) => slug)).toEqual(["b", "c"]);
  expect(content.tallSections).toMatchObject([{ section: { slug: "a" }, articles: [{ slug: "d" }, { slug: "e" }] }]);
  expect(statements.length).toBeLessThanOrEqual(8);
});

test("a comment or a vote on an article of the page invalidates it, and reads only what changed", async () => {
  for (const work of [
    () => aComment(db, articles[0] ?? 0),
    async () => {
      const [member] = await sql<
        { id: number }[]
      >`insert into members (name, handle) values ('Ada', 'ada') returning id::int`;
      await rateArticle(db, articles[1] ?? 0, member?.id ?? 0, 5);
    },
  ]) {
    const { isValid } = await render();
    await expireNotified(work);
    expect(isValid()).toBe(false);
    expect((await render()).statements.length).toBeLessThanOrEqual(3);
  }
});

test("a withdrawn article leaves the page", async () => {
  const { isValid } = await render();
  await expireNotified(() => setArticleStatus(db, [articles[0] ?? 0], "withdrawn"));
  expect(isValid()).toBe(false);
  expect((await render()).content.lead?.slug).toBe("b");
});

test("figures that change with time are read again after five minutes", async () => {
  const { seconds } = await render();
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(figuresMaxAge);
});

test("an empty site has neither a lead nor an archive", async () => {
  await clear();
  invalidateTagsLocally(["site"], "now");
  expect((await render()).content).toMatchObject({ lead: undefined, secondary: [], tallSections: [], hasMore: false });
});
