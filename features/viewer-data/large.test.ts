import { beforeAll, expect, test } from "vitest";
import { printQueryPlans, readQueryPlans } from "#db/query-plans-testing.ts";
import { testDatabase } from "#db/testing.ts";
import { readViewerData } from "./queries.ts";

const { db, sql, withoutTriggers } = testDatabase();

/** Article 1 has 10,000 comments, the others 50 each. Member 1 wrote a ninth of all, and reacted to a third. */
beforeAll(async () => {
  await withoutTriggers(async (tx) => {
    await tx`insert into members (name, handle, confirmed_at) select 'M', 'm' || n, now() from generate_series(1, 5000) n`;
    await tx`insert into member_sessions (id, member_id, method) select 's' || id, id, 'password' from members`;
    await tx`
    insert into articles (slug, status, title, body_html, published_at)
    select 'a' || n, 'published', 'A', '', now() from generate_series(1, 1000) n`;
    await tx`
    insert into comments (article_id, thread, depth, member_id, status, body_source, body_html, created_at)
    select case when n <= 10000 then 1 else 2 + n % 999 end, n, 0, case when n % 9 = 0 then 1 else 2 + n % 4999 end,
      case when n % 100 = 0 then 'pending' else 'visible' end::comment_status, 'x', '<p>Un avis.</p>',
      now() - (60000 - n) * interval '1 minute'
    from generate_series(1, 60000) n`;
    await tx`insert into comment_reactions (comment_id, member_id) select id, 1 from comments where id % 3 = 0`;
    await tx`insert into comment_reactions (comment_id, member_id) select id, 2 + id % 4999 from comments`;
    await tx`
    insert into notifications (member_id, kind, comment_id, actor_id, read_at)
    select case when n % 4 = 0 then 1 else 2 + n % 4999 end, 'reply', n, 2 + n % 100, case when n < 35000 then now() end
    from generate_series(1, 40000) n`;
    await tx`insert into mutes (member_id, muted_id) select 1, n from generate_series(200, 299) n`;
    await tx`insert into mutes (member_id, muted_id) select n, n - 1 from generate_series(2, 5000) n`;
    await tx`
    insert into ratings (article_id, member_id, stars)
    select a, m, 3 from generate_series(1, 1000) a, generate_series(1, 20) m`;
    await tx`
    insert into watched_votes (article_id, member_id, is_young_account)
    select article_id, member_id, false from ratings where article_id % 2 = 0`;
    await tx`insert into authors (handle, name, member_id) select 'a-' || n, 'A', n from generate_series(1, 2000) n`;
    await tx`insert into article_authors (article_id, author_id) select id, id from articles`;
  });
  await sql`vacuum analyze`;
}, 240_000);

test.each([
  { who: "a member", memberId: 5, where: "an article", slug: "a7", maxRead: 200 },
  { who: "a member", memberId: 5, where: "a long discussion", slug: "a1", maxRead: 200 },
  { who: "a member", memberId: 5, where: "another page", slug: undefined, maxRead: 100 },
  // Each own notification is read with its comment and article.
  { who: "a member with a long history", memberId: 1, where: "an article", slug: "a7", maxRead: 6_000 },
  // The article's 10,000 comments are compared with the member's 20,000 reactions.
  { who: "a member with a long history", memberId: 1, where: "a long discussion", slug: "a1", maxRead: 22_000 },
])("reads little, by indexes, for $who on $where", async ({ memberId, slug, maxRead }) => {
  const session = { id: `s${memberId}`, memberId, version: 1 };
  const plans = await readQueryPlans(sql, (on) => readViewerData(on, session, slug), { generic: true });
  printQueryPlans(`${memberId} on ${slug}`, plans);
  expect(plans).toHaveLength(1);
  expect(plans[0]?.text).toEqual([]);
  expect(plans[0]?.read).toBeLessThan(maxRead);
});

test("finds the same reactions whether the member has few or many", async () => {
  const listFor = async (memberId: number, slug: string) =>
    (await readViewerData(db, { id: `s${memberId}`, memberId, version: 1 }, slug))?.reactions;
  for (const [memberId, slug] of [
    [1, "a1"],
    [1, "a7"],
    [5, "a1"],
    [5, "a2"],
  ] as const) {
    const rows = await sql<{ id: number }[]>`
      select r.comment_id as id from comment_reactions r join comments c on c.id = r.comment_id
      join articles a on a.id = c.article_id where a.slug = ${slug} and r.member_id = ${memberId}
      order by r.comment_id desc limit 2000`;
    expect(await listFor(memberId, slug)).toEqual(rows.map(({ id }) => id));
  }
});
