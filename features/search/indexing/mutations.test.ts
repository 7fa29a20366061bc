import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { insertArticles } from "#features/articles/mutations.ts";
import { someComments } from "#features/comments/testing.ts";
import { fillSearchIndex, rebuildSearchIndex } from "./mutations.ts";
import { readIndexProgress, readIndexStatus } from "./queries.ts";

const { db, clear, sql } = testDatabase();
beforeEach(clear);

/** A site that published before it had an index: `articles` with a comment on the first. */
async function anOldSite(articles: number): Promise<number[]> {
  const ids = await insertArticles(
    db,
    Array.from({ length: articles }, (_, n) => ({
      ...{ slug: `a-${n}`, status: "published" as const, title: "Un vote", lead: "", bodyHtml: "" },
      publishedAt: new Date(Date.UTC(2020, 0, 1 + n)),
    })),
  );
  const comments = Array.from({ length: 3 }, (_, n) => ({ key: `c-${n}` }));
  await someComments(db, ids[0] ?? 0, comments);
  await sql`truncate search_articles, search_comments, search_changes`;
  return ids;
}

test("fills the index of an upgraded site, once", async () => {
  await anOldSite(120);
  expect(await readIndexProgress(db)).toEqual({ isComplete: false, done: 0, total: 0 });
  expect(await fillSearchIndex(db)).toBe(123);
  expect(await readIndexProgress(db)).toEqual({ isComplete: true, done: 120, total: 120 });
  expect(await readIndexStatus(db)).toMatchObject({
    articles: { published: 120, indexed: 120 },
    comments: { visible: 3, indexed: 3 },
  });
  await sql`delete from search_articles`;
  expect(await fillSearchIndex(db)).toBe(0);
});

test("continues after a stop with the older ones, and writes nothing that is there already", async () => {
  const ids = await anOldSite(10);
  await fillSearchIndex(db, { budgetMs: -1 });
  const [newest] = ids.slice(-3);
  await sql`update search_progress set done = 3, last_id = a.id, last_at = a.published_at from articles as a where a.id = ${newest ?? 0}`;
  await sql`select refresh_search_articles(array[${ids[0] ?? 0}]::bigint[])`;
  expect(await fillSearchIndex(db)).toBe(6 + 3);
  const indexed = await sql`select article_id as id from search_articles order by id`;
  expect(indexed.map(({ id }) => id)).toEqual(ids.slice(0, -3));
});

test("a rebuild removes what should not be there and corrects what differs", async () => {
  const [first = 0, second = 0] = await anOldSite(4);
  await fillSearchIndex(db);
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update articles set status = 'withdrawn' where id = ${first}`;
    await tx`update articles set title = 'Autre' where id = ${second}`;
  });
  await rebuildSearchIndex(db);
  const rows = await sql`select article_id as id, head::text from search_articles order by article_id`;
  expect(rows.map(({ head }) => head)).toEqual(["'autr':1A", "'vot':2A", "'vot':2A"]);
  expect(await sql`select from search_comments`).toHaveLength(0);
});

test("an empty site is complete after the first run", async () => {
  expect(await fillSearchIndex(db)).toBe(0);
  expect(await readIndexProgress(db)).toEqual({ isComplete: true, done: 0, total: 0 });
});
