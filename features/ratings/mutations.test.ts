import { beforeEach, expect, test } from "vitest";
import { articles, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { putArticle } from "#features/articles/mutations.ts";
import { rateArticle } from "./mutations.ts";

const { db, clear } = testDatabase();
let articleId = 0;
let voters: number[] = [];

beforeEach(async () => {
  await clear();
  const input = {
    slug: "vote",
    status: "published",
    title: "Vote",
    lead: "",
    bodyHtml: "",
    publishedAt: new Date(0),
  } as const;
  articleId = (await putArticle(db, input)).id;
  const names = Array.from({ length: 20 }, (_, n) => ({ name: `Membre ${n}`, handle: `membre-${n}` }));
  voters = (await db.insert(members).values(names).returning({ id: members.id })).map((row) => row.id);
});

const figures = () => db.select({ count: articles.ratingCount, sum: articles.ratingSum }).from(articles);

test("votes given at once by many members add up exactly", async () => {
  await Promise.all(voters.map((id, n) => rateArticle(db, articleId, id, (n % 5) + 1)));
  expect(await figures()).toEqual([{ count: 20, sum: 60 }]);
});

test("a vote can be changed and withdrawn", async () => {
  const voter = voters[0] ?? 0;
  await rateArticle(db, articleId, voter, 2);
  await rateArticle(db, articleId, voter, 5);
  expect(await figures()).toEqual([{ count: 1, sum: 5 }]);
  await rateArticle(db, articleId, voter, null);
  expect(await figures()).toEqual([{ count: 0, sum: 0 }]);
});

test.each([0, 6, -1])("%i stars are refused by the table and leave the figures alone", async (stars) => {
  await expect(rateArticle(db, articleId, voters[0] ?? 0, stars)).rejects.toThrow();
  expect(await figures()).toEqual([{ count: 0, sum: 0 }]);
});
