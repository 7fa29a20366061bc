import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import type { Executor } from "#db/client.ts";
import { importFixtures } from "../testing.ts";

const { connection, bring } = importFixtures();

const items = (from: number, count: number, type = "post") =>
  Array.from({ length: count }, (_, index) => ({
    id: from + index,
    type,
    content: "Du texte.",
    categories: ["une"],
    tags: ["a"],
    comments: [{ id: 10_000 + from + index, content: "Bien" }],
  }));

/** PostgreSQL's estimates of the sizes of tables at each batch of an import. */
function watchStatistics() {
  const seen: Record<string, number>[] = [];
  const saveCheckpoint = async (tx: Executor) => {
    const rows = await tx.execute<{ relname: string; reltuples: number }>(sql`
      select relname, reltuples from pg_class
      where oid = any(array['articles', 'comments', 'search_articles', 'search_comments', 'imported_items']::regclass[])`);
    seen.push(Object.fromEntries(rows.map(({ relname, reltuples }) => [relname, reltuples])));
  };
  return { seen, saveCheckpoint };
}

const countAnalyses = async () => {
  const [row] = await connection`select analyze_count from pg_stat_user_tables where relname = 'articles'`;
  return Number(row?.analyze_count);
};

/** As in a new site. */
const forget = async () => {
  await connection`delete from articles`;
  await connection`vacuum articles, comments, search_articles, search_comments, imported_items`;
};

test("an import into an empty site makes statistics after its first batch, and a handful of times in all", async () => {
  await forget();
  const before = await countAnalyses();
  const { seen, saveCheckpoint } = watchStatistics();
  await bring(items(1, 260), { saveCheckpoint });
  // The first checkpoint is that of the terms, the second that of the first batch.
  expect(seen[1]?.articles).toBeLessThanOrEqual(0);
  expect(seen[2]).toEqual({
    articles: 50,
    comments: 50,
    search_articles: 50,
    search_comments: 50,
    imported_items: expect.any(Number),
  });
  expect(seen.at(-1)?.articles).toBe(200);
  // At 50 and 200 articles, and at the end.
  expect((await countAnalyses()) - before).toBe(3);

  await bring(items(1, 260));
  await bring(items(5_001, 50));
  // Nothing new, and few new ones: at the end of the second.
  expect((await countAnalyses()) - before).toBe(4);
});

test("a dry run makes them in its transaction, and the import after it anew", async () => {
  await forget();
  for (const dryRun of [true, false]) {
    const before = await countAnalyses();
    const { seen, saveCheckpoint } = watchStatistics();
    await bring(items(1, 110), { saveCheckpoint, dryRun });
    expect(seen[2]).toMatchObject({ articles: 50, comments: 50 });
    expect((await countAnalyses()) - before).toBe(dryRun ? 1 : 2);
  }
});

test("pages and comments count as well", async () => {
  await forget();
  const { seen, saveCheckpoint } = watchStatistics();
  await bring(items(1, 60, "page"), { saveCheckpoint });
  expect(seen[2]).toMatchObject({ articles: 25, comments: 25 });
});
