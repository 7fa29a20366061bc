import { beforeAll, expect, test } from "vitest";
import type { Executor } from "#db/client.ts";
import { printQueryPlans, readQueryPlans } from "#db/query-plans-testing.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { readFeedDiscussion } from "./feed/queries.ts";
import { storeThreadRanks } from "./jobs.ts";
import { findBranch, readThreadsPage } from "./queries.ts";
import { threadSorts } from "./rules.ts";

// A discussion of 50,000 comments: for any order and page, PostgreSQL reads a range of an index and little more than the rows shown.

const { db, sql, withoutTriggers } = testDatabase();
const threads = 20_000;
let article = 0;

beforeAll(async () => {
  const input = {
    slug: "a",
    status: "published",
    title: "A",
    lead: "",
    bodyHtml: "",
    publishedAt: new Date(0),
  } as const;
  article = (await upsertArticle(db, input)).id;
  const other = (await upsertArticle(db, { ...input, slug: "b" })).id;
  await withoutTriggers(async (tx) => {
    // In the order of arrival: first comments, then replies spread over all threads.
    for (const id of [article, other]) {
      await tx`
      insert into comments (article_id, thread, depth, author_name, status, body_source, body_html, reaction_count, created_at)
      select ${id}, n, 0, 'Nom ' || n, 'visible', 'x', repeat('<p>Un avis de longueur moyenne.</p>', 10),
        case when n % 7 = 0 then n % 50 else 0 end, now() - (${threads} - n) * interval '1 minute'
      from generate_series(1, ${threads}::int) n`;
      await tx`
      insert into comments (article_id, parent_id, thread, depth, author_name, status, body_source, body_html, created_at)
      select ${id}, c.id, c.thread, 1, 'Réponse', 'visible', 'x', repeat('<p>Une réponse.</p>', 10), now()
      from generate_series(1, 30000) n
      join comments c on c.article_id = ${id} and c.thread = 1 + (n * 7919) % ${threads} and c.parent_id is null`;
    }
    // One thread of 5,000 replies.
    await tx`
    insert into comments (article_id, parent_id, thread, depth, author_name, status, body_source, body_html, created_at)
    select ${article}, c.id, 3, 1, 'Bavard', 'visible', 'x', '<p>Encore.</p>', now()
    from generate_series(1, 5000), comments c where c.article_id = ${article} and c.thread = 3 and c.parent_id is null`;
  });
  await sql`update comments set featured_at = now() where article_id in (${article}, ${other}) and thread % 4000 = 0 and depth = 0`;
  await sql`vacuum analyze`;
  await storeThreadRanks(db, article);
}, 120_000);

test.each(threadSorts.flatMap((sort) => [1, 500, 1_000].map((page) => [sort, page] as const)))(
  "reads about as many rows as it shows, sorted by %s, page %i",
  async (sort, page) => {
    const plans = await readQueryPlans(sql, (on) => readThreadsPage(on, article, page, sort));
    printQueryPlans(`${sort}, page ${page}`, plans);
    const { threads: shown, picked } = await readThreadsPage(db, article, page, sort);
    expect([shown.length, picked.length]).toEqual([20, 2]);
    for (const { text, read } of plans) {
      expect(text).toEqual([]);
      // 20 threads of a few comments, or one of them truncated at 100: each row twice (index, then heap), with its member.
      expect(read).toBeLessThan(1_500);
    }
  },
);

test("reads as little for the page count, the newest comment and the rest of a long thread", async () => {
  const [first] =
    await sql`select id::int from comments where article_id = ${article} and thread = 3 order by id limit 1`;
  for (const [what, work, maxRead] of [
    ["page beyond the last", (on: Executor) => readThreadsPage(on, article, 100_000), 30],
    ["rest of a thread", (on: Executor) => findBranch(on, article, first?.id, first?.id + 1), 2_500],
  ] as const) {
    const plans = await readQueryPlans(sql, work);
    printQueryPlans(what, plans);
    expect(
      plans.flatMap(({ text }) => text),
      what,
    ).toEqual([]);
    for (const { read } of plans) expect(read, what).toBeLessThan(maxRead);
  }
});

test("the feed of a discussion reads only the comments that it shows", async () => {
  expect((await readFeedDiscussion(db, "a", 50))?.comments).toHaveLength(50);
  const plans = await readQueryPlans(sql, (on) => readFeedDiscussion(on, "a", 50));
  printQueryPlans("feed", plans);
  for (const { text, read } of plans) {
    expect(text).toEqual([]);
    // Of each comment and its parent, up to 100 earlier ones of the thread are counted.
    expect(read).toBeLessThan(50 * 2 * 100 + 500);
  }
});
