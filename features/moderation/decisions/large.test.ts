import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { articles, comments, moderationDecisions, notifications } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { putArticle } from "#features/articles/mutations.ts";
import { closeJobs, openJobs } from "#lib/jobs.ts";
import { decideOnMany } from "./on-many.ts";
import { undo } from "./undo.ts";

// A selection of 5,000 comments by 50 members on two articles: one undo takes all of them back, in as many statements as for two.

const { db, sql: raw, queries } = testDatabase();
const size = 5_000;
const writers = 50;
let modo = 0;

beforeAll(async () => {
  await openJobs();
  const input = { status: "published", title: "A", lead: "", bodyHtml: "", publishedAt: new Date(0) } as const;
  const [a, b] = [await putArticle(db, { ...input, slug: "a" }), await putArticle(db, { ...input, slug: "b" })];
  await raw`insert into members (name, handle) select 'M' || n, 'm' || n from generate_series(1, ${writers}::int) n`;
  const [row] =
    await raw`insert into members (name, handle, role) values ('Modo', 'modo', 'moderator') returning id::int`;
  modo = row?.id;
  await raw`
    insert into comments (article_id, thread, member_id, status, body_source, body_html, created_at)
    select case when n % 2 = 0 then ${a.id} else ${b.id} end::bigint, n, 1 + n % ${writers}::int,
      (case when n % 3 = 0 then 'pending' else 'visible' end)::comment_status, 'x', '<p>x</p>', now()
    from generate_series(1, ${size}::int) n`;
  await raw`update articles set comment_count = (select count(*) from comments where article_id = articles.id and status = 'visible')`;
  // Others are told of other things: what is not about these decisions is not read.
  await raw`
    insert into notifications (member_id, kind, comment_id)
    select 1 + n % ${writers}::int, 'reply', 1 + n % ${size}::int from generate_series(1, 20000) n on conflict do nothing`;
  await raw`analyze`;
}, 120_000);
afterAll(closeJobs);

const snapshot = async () => ({
  statuses: await db.select({ id: comments.id, status: comments.status }).from(comments).orderBy(comments.id),
  counts: await db.select({ n: articles.commentCount }).from(articles).orderBy(articles.id),
});
const jobs = async () =>
  (await raw`select count(*)::int as n from pgboss.job where name = 'decision-mail'`)[0]?.n as number;

async function choose(from: number, to: number) {
  const items = (await snapshot()).statuses.slice(from, to).map(({ id }) => ({ id, version: 0 }));
  const many = await decideOnMany(db, { actor: { id: modo }, action: "reject", reason: "spam", items });
  if (!many.ok || many.value.head === undefined) throw new Error("Nothing was decided.");
  return many.value.head;
}

/** The rest of a selection, as `decideOnMany` leaves it: thousands of transactions one after the other would say nothing more. */
async function chooseRest(head: number) {
  await raw.begin(async (tx) => {
    await tx`
      insert into moderation_decisions (subject, subject_id, article_id, member_id, actor_id, action, reason, part_of, before, after)
      select 'comment', c.id, c.article_id, c.member_id, ${modo}, 'reject', 'spam', ${head}, jsonb_build_object('status', c.status), '{"status":"rejected"}'
      from comments c where c.status <> 'rejected' order by c.id`;
    await tx`
      insert into notifications (member_id, kind, comment_id, status, decision_id)
      select member_id, 'decision', subject_id, 'rejected', id from moderation_decisions where part_of = ${head}
        and id not in (select decision_id from notifications where decision_id is not null)`;
    await tx`
      insert into decision_mails (decision_id, member_id, due_at) select id, member_id, now() + interval '30 s'
      from moderation_decisions where part_of = ${head} on conflict do nothing`;
    await tx`update comments set status = 'rejected', version = version + 1 where status <> 'rejected'`;
    await tx`update articles set comment_count = 0`;
  });
  await raw`analyze`;
}

test("5,000 at once: a job of mails for each member, and an undo of as many statements as for two", async () => {
  const before = await snapshot();
  await choose(0, 2);
  const few = await queries(() => undo(db, { id: modo }));
  expect(few.result).toMatchObject({ ok: true, value: { parts: 1 } });
  await raw`update comments set version = 0`;
  await raw`delete from pgboss.job where name = 'decision-mail'`;
  await raw`delete from decision_mails`;

  // Each of a selection takes as many statements as the one before, and who is written to of one is written to of all.
  const second = await queries(() => choose(2, 152));
  expect(await jobs()).toBe(writers);
  const head = second.result;
  expect(second.statements.length).toBeLessThan(150 * 25);
  await chooseRest(head);
  expect(await db.$count(moderationDecisions, eq(moderationDecisions.partOf, head))).toBe(size - 1);
  await raw`update notifications set read_at = now() where decision_id in (select id from moderation_decisions where part_of = ${head} order by id desc limit 500)`;
  await raw`update decision_mails set claimed_at = now(), done_at = now(), sent = true where decision_id in (select id from moderation_decisions where part_of = ${head} order by id limit 700)`;

  // One decision among thousands: what was told of it is found without reading what was told of the others.
  const [plan] = await raw`explain select id from notifications where decision_id = ${head} and kind = 'decision'`;
  expect(JSON.stringify(plan)).toContain("notifications_decision_id_idx");

  const began = performance.now();
  const all = await queries(() => undo(db, { id: modo }));
  if (process.env.SHOW_PLANS) console.log(`undo of ${size}: ${(performance.now() - began).toFixed(0)} ms`);
  expect(all.result).toMatchObject({ ok: true, value: { decision: head, parts: size - 1 } });
  // Two more: some had the mail, and are written to again, in one statement for all of them.
  expect(all.statements.length - few.statements.length).toBeLessThanOrEqual(2);
  expect(await snapshot()).toEqual(before);
  const undone = (all.result.ok && all.result.value.undo) || 0;
  expect(await db.$count(notifications, eq(notifications.decisionId, undone))).toBe(1_200);
  const mails = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from decision_mails where decision_id = ${undone}`,
  );
  expect(mails[0]?.n).toBe(writers);
}, 120_000);
