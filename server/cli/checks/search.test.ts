import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { startProgress } from "../progress.ts";
import { insertCorpus } from "../synthetic-corpus/insert-corpus.ts";
import { checkIndexWords } from "./search.ts";

const { db, sql } = testDatabase();

beforeAll(async () => {
  await insertCorpus({ db, sql }, { articles: 3, comments: 3, members: 3, ratings: 1, seed: 1 });
});

/** The texts that a check of the newest ones finds outdated. */
async function findOutdated(maxTexts?: number) {
  return sql.begin("read only", async (tx) => {
    const found: string[] = [];
    const check = checkIndexWords("search index words", "", maxTexts);
    for await (const finding of check.find({ sql: tx, startProgress })) found.push(finding);
    return found;
  });
}

test("computes the words of the newest texts only, if a limit is given", async () => {
  await sql`update search_articles set words = 'autrefois:9C'
    where article_id in ((select min(article_id) from search_articles), (select max(article_id) from search_articles))`;
  const [articles] = await sql<{ oldest: number; newest: number }[]>`
    select min(article_id)::int as oldest, max(article_id)::int as newest from search_articles`;
  const outdated = (id?: number) => `article ${id} has outdated words in the search index`;
  expect(await findOutdated(1)).toEqual([outdated(articles?.newest)]);
  expect(await findOutdated()).toEqual([outdated(articles?.newest), outdated(articles?.oldest)]);
});
