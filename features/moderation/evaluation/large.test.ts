import { beforeAll, expect, test } from "vitest";
import { printQueryPlans, readQueryPlans } from "#db/query-plans-testing.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { streamComments } from "./queries.ts";

// 40,000 comments, a tenth of them refused: the newest are read from the index of each status, with their decisions.

const { db, sql } = testDatabase();
const total = 40_000;

beforeAll(async () => {
  const input = {
    slug: "a",
    status: "published",
    title: "A",
    lead: "",
    bodyHtml: "",
    publishedAt: new Date(0),
  } as const;
  const { id } = await upsertArticle(db, input);
  await sql`insert into members (name, handle, role) values ('Mo', 'mo', 'moderator')`;
  await sql`
    insert into comments (article_id, thread, status, body_source, body_html, author_name, created_at)
    select ${id}, n, (case when n % 20 = 0 then 'spam' when n % 20 = 1 then 'rejected' else 'visible' end)::comment_status,
      'Un avis', '<p>Un avis</p>', 'L', now() - (${total} + 10000 - n) * interval '1 minute'
    from generate_series(1, ${total}::int) n`;
  await sql`
    insert into moderation_decisions (subject, subject_id, actor_id, action, reason, after)
    select 'comment', c.id, m.id, (case when c.status = 'spam' then 'spam' else 'reject' end)::moderation_action, 'spam',
      jsonb_build_object('status', c.status)
    from comments c, members m where c.status in ('spam', 'rejected')`;
  await sql`analyze`;
}, 300_000);

test("reads a bounded number of rows for each comment, from indexes only", async () => {
  const counts = { approved: 0, refused: 0, undecided: 0 };
  const plans = await readQueryPlans(sql, async (logged) => {
    for await (const { outcome } of streamComments(logged, { limit: 1_000, only: "decided" })) counts[outcome] += 1;
  });
  printQueryPlans("1,000 decided comments", plans);
  expect(counts).toEqual({ approved: 900, refused: 100, undecided: 0 });
  expect(plans).toHaveLength(10);
  // Up to a batch of each status, of which one batch is kept, with its decisions.
  for (const { read, text } of plans) expect({ isBounded: read < 600, text }).toEqual({ isBounded: true, text: [] });
});
