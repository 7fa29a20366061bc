import { beforeAll, expect, test } from "vitest";
import { printQueryPlans, readQueryPlans } from "#db/query-plans-testing.ts";
import { testDatabase } from "#db/testing.ts";
import { findCreditedCorrections } from "#features/corrections/queries.ts";
import { findFeaturedComment, listDiscussed, listRankedArticles, listSectionArticles } from "./queries.ts";
import { bestRatedPoolSize, recentCommentsPoolSize, sectionPoolSize } from "./rules.ts";

const { sql, withoutTriggers } = testDatabase();
const categoryIds = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** 20,000 articles in nine categories; 60,000 comments, half of them of the last seven days; 300 featured. */
beforeAll(async () => {
  await withoutTriggers(async (tx) => {
    await tx`insert into categories (slug, name) select 'c' || n, 'C' from generate_series(1, 9) n`;
    await tx`
    insert into articles (slug, status, title, body_html, published_at, rating_count, rating_sum)
    select 'a' || n, 'published', 'A', '', now() - n * interval '1 hour', n % 50, 4 * (n % 50) from generate_series(1, 20000) n`;
    await tx`
    insert into article_categories (article_id, category_id, listed_at)
    select id, 1 + id % 9, published_at from articles`;
    await tx`
    insert into comments (article_id, thread, depth, author_name, status, body_source, body_html, created_at, featured_at)
    select 1 + n % 5000, n, 0, 'Ada', 'visible', 'x', '<p>Un avis.</p>', now() - n * interval '20 seconds',
      case when n % 200 = 0 then now() - n * interval '20 seconds' end
    from generate_series(1, 60000) n`;
    await tx`
    insert into corrections (article_id, kind, note, credit, created_at)
    select n, 'correction', 'Faux.', case when n % 3 = 0 then 'Malik B.' else '' end, now() - n * interval '1 hour'
    from generate_series(1, 5000) n`;
  });
  await sql`vacuum analyze`;
}, 240_000);

test.each([
  // Each is joined with its row.
  { name: "newest and best rated", read: listRankedArticles, maxRead: bestRatedPoolSize + 10 },
  {
    name: "most discussed",
    read: (db: Parameters<typeof listDiscussed>[0]) => listDiscussed(db, "Europe/Paris"),
    maxRead: recentCommentsPoolSize + 100,
  },
  {
    name: "sections",
    read: (db: Parameters<typeof listSectionArticles>[0]) => listSectionArticles(db, categoryIds),
    maxRead: categoryIds.length * sectionPoolSize + 10,
  },
  { name: "comment of the week", read: findFeaturedComment, maxRead: 1_000 },
  { name: "corrections", read: findCreditedCorrections, maxRead: 2_000 },
])("$name: reads a part of the tables that does not grow with the site", async ({ name, read, maxRead }) => {
  const plans = await readQueryPlans(sql, read);
  printQueryPlans(name, plans);
  expect(plans).toHaveLength(1);
  expect(plans[0]?.read).toBeLessThan(maxRead);
});
