import { beforeAll, expect, test } from "vitest";
import { homePins, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { anArticle } from "#features/articles/testing.ts";
import { aComment, someComments } from "#features/comments/testing.ts";
import { upsertCategory } from "#features/taxonomy/mutations.ts";
import { findFeaturedComment, listDiscussed, listRankedArticles, listSectionArticles } from "./queries.ts";
import { bestPoolSize, newestPoolSize, sectionPoolSize } from "./rules.ts";

const { db, queries: counted, sql } = testDatabase();
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
const ids: number[] = [];
let [category, other] = [0, 0];

beforeAll(async () => {
  category = await upsertCategory(db, { slug: "securite", name: "Sécurité" });
  other = await upsertCategory(db, { slug: "spam", name: "Spam" });
  // The article at index n is n days old.
  for (let n = 0; n < 30; n += 1)
    ids.push(
      await anArticle(db, `a${n}`, {
        publishedAt: hoursAgo(24 * n + 1),
        categoryIds: n % 2 === 0 ? [category, other] : [other],
        legacyRatingCount: n % 2 === 0 ? 20 + n : 19,
        legacyRatingSum: n % 2 === 0 ? 4 * (20 + n) : 95,
      }),
    );
});

test("lists the newest, and the best rated of them with enough ratings, in one statement", async () => {
  const { result, statements } = await counted(() => listRankedArticles(db));
  expect(statements).toHaveLength(1);
  expect(result.pinned).toEqual([]);
  expect(result.newest).toEqual(ids.slice(0, newestPoolSize));
  // All means are 4, so the article with the most ratings comes first; those with 19 ratings of 5 are left out.
  expect(result.best).toEqual([28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6].map((n) => ids[n]));
  expect(result.best).toHaveLength(bestPoolSize);
});

test("lists the pins in their order, but neither expired ones nor those of withdrawn articles", async () => {
  const [first = 0, second = 0, third = 0, fourth = 0] = ids;
  await db.insert(homePins).values([
    { articleId: first, position: 1 },
    { articleId: second, position: 0, expiresAt: new Date(Date.now() + 60_000) },
    { articleId: third, position: 2, expiresAt: new Date(Date.now() - 60_000) },
    { articleId: fourth, position: 3 },
  ]);
  await setArticleStatus(db, [fourth], "withdrawn");
  expect((await listRankedArticles(db)).pinned).toEqual([second, first]);
  await db.delete(homePins);
  await setArticleStatus(db, [fourth], "published");
});

test("lists the newest of each section, and how many are from the last seven days", async () => {
  const { result, statements } = await counted(() => listSectionArticles(db, [category, other, 999_999]));
  expect(statements).toHaveLength(1);
  expect(result.get(category)).toEqual({ articles: ids.filter((_, n) => n % 2 === 0), newArticles: 4 });
  expect(result.get(other)).toEqual({ articles: ids.slice(0, sectionPoolSize), newArticles: 7 });
  expect(result.has(999_999)).toBe(false);
  expect((await listSectionArticles(db, [])).size).toBe(0);
});

test("ranks articles by their visible comments of seven days, and counts those of today in the site's zone", async () => {
  const [first = 0, second = 0, third = 0, withdrawn = 0] = ids;
  const at = (hours: number[], more = {}) =>
    hours.map((hour, n) => ({ key: `${n}`, createdAt: hoursAgo(hour), ...more }));
  await someComments(db, first, [
    ...at([30, 40]),
    ...at([200, 210, 220, 230]).map((one, n) => ({ ...one, key: `old${n}` })),
  ]);
  await someComments(db, second, at([30, 40, 50]));
  await someComments(db, third, at([1, 2, 3, 4], { status: "pending" }));
  await someComments(db, withdrawn, at([1, 2, 3, 4]));
  await setArticleStatus(db, [withdrawn], "withdrawn");
  const { result, statements } = await counted(() => listDiscussed(db, "Europe/Paris"));
  expect(statements).toHaveLength(1);
  expect(result.articles).toEqual([
    { id: second, today: 0 },
    { id: first, today: 0 },
  ]);
  expect(result.comments).toBe(9);
  // The new comment is of today in each zone.
  await aComment(db, first);
  for (const zone of ["Pacific/Auckland", "America/Los_Angeles"])
    expect((await listDiscussed(db, zone)).articles).toContainEqual({ id: first, today: 1 });
  await setArticleStatus(db, [withdrawn], "published");
});

test("finds the comment that was featured last, if readers may see it", async () => {
  const [article = 0, other = 0] = ids;
  const [member] = await db.insert(members).values({ name: "Ada", handle: "ada" }).returning({ id: members.id });
  const feature = async (articleId: number, hours: number, status = "visible") => {
    const id = await aComment(db, articleId, { memberId: member?.id ?? null });
    await sql`update comments set featured_at = ${hoursAgo(hours).toISOString()}, status = ${status}::comment_status where id = ${id}`;
    return id;
  };
  expect(await findFeaturedComment(db)).toBeUndefined();
  await feature(article, 24 * 8);
  await feature(article, 1, "removed");
  expect(await findFeaturedComment(db)).toBeUndefined();
  const older = await feature(article, 30);
  const newer = await feature(other, 20);
  expect(await findFeaturedComment(db)).toMatchObject({
    id: newer,
    name: "Ada",
    handle: null,
    memberSince: null,
    article: { slug: "a1" },
  });
  await sql`update members set confirmed_at = now()`;
  expect(await findFeaturedComment(db)).toMatchObject({ handle: "ada", memberSince: expect.any(Date) });
  await sql`update members set profile_hidden_at = now()`;
  expect(await findFeaturedComment(db)).toMatchObject({ handle: null, memberSince: null });
  await setArticleStatus(db, [other], "withdrawn");
  expect(await findFeaturedComment(db)).toMatchObject({ id: older, article: { slug: "a0" } });
});
