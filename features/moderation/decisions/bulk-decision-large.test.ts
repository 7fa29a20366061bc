import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { articles, comments, moderationDecisions, notifications } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { openJobs } from "#lib/jobs.ts";
import { decideInBulk } from "./bulk-decision.ts";
import { undoDecision } from "./undo.ts";

// A selection of 1,500 comments by 50 members on two articles: one undo reverts all, in as many statements as for two comments.

const { db, sql: raw, queries } = testDatabase();
const size = 1_500;
const writers = 50;
let modo = 0;

beforeAll(async () => {
  await openJobs();
  const input = { status: "published", title: "A", lead: "", bodyHtml: "", publishedAt: new Date(0) } as const;
  const [a, b] = [await upsertArticle(db, { ...input, slug: "a" }), await upsertArticle(db, { ...input, slug: "b" })];
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
  // Other members have other notifications, which must not be read.
  await raw`
    insert into notifications (member_id, kind, comment_id)
    select 1 + n % ${writers}::int, 'reply', 1 + n % ${size}::int from generate_series(1, 20000) n on conflict do nothing`;
  await raw`analyze`;
}, 120_000);

const snapshot = async () => ({
  statuses: await db.select({ id: comments.id, status: comments.status }).from(comments).orderBy(comments.id),
  counts: await db.select({ n: articles.commentCount }).from(articles).orderBy(articles.id),
});
const jobs = async () =>
  (await raw`select count(*)::int as n from pgboss.job where name = 'decision-mail'`)[0]?.n as number;

/** A part of a selection, as the queue sends it. */
async function choose(from: number, to: number, selection?: string, action: "reject" | "approve" = "reject") {
  const chosen = await db
    .select({ id: comments.id })
    .from(comments)
    .orderBy(comments.id)
    .limit(to - from)
    .offset(from);
  const items = chosen.map(({ id }) => ({ id, version: 0 }));
  const many = await decideInBulk(db, { actor: { id: modo }, action, reason: "spam", items, selection });
  if (!many.ok || many.value.head === undefined) throw new Error("Nothing was decided.");
  return { ...many.value, head: many.value.head };
}

test("schedules one mail job per member for 1,500 decisions, and undoes them in as many statements as two", async () => {
  await choose(0, 2);
  const few = await queries(() => undoDecision(db, { id: modo }));
  expect(few.result).toMatchObject({ ok: true, value: { parts: 1 } });
  await raw`update comments set version = 0`;
  await raw`delete from pgboss.job where name = 'decision-mail'`;
  await raw`delete from decision_mails`;
  // One comment in a hundred has changed since it was seen; all others are decided on.
  await raw`update comments set version = 1 where id % 100 = 0`;
  const before = await snapshot();

  const selection = randomUUID();
  const began = performance.now();
  const parts: Awaited<ReturnType<typeof choose>>[] = [];
  for (let from = 0; from < size; from += 100) parts.push(await choose(from, from + 100, selection));
  if (process.env.SHOW_PLANS) console.log(`${size} decided: ${(performance.now() - began).toFixed(0)} ms`);
  const head = parts[0]?.head ?? 0;
  expect(parts.every((part) => part.head === head)).toBe(true);
  const outcomes = parts.flatMap(({ items }) => items.map((item) => (item.decided ? "decided" : item.refusal.code)));
  const outdated = size / 100;
  expect(outcomes.filter((outcome) => outcome === "moderation.changed")).toHaveLength(outdated);
  expect(outcomes.filter((outcome) => outcome === "decided")).toHaveLength(size - outdated);
  expect(await jobs()).toBe(writers);
  await raw`analyze`;
  expect(await db.$count(moderationDecisions, eq(moderationDecisions.partOf, head))).toBe(size - outdated - 1);
  await raw`update notifications set read_at = now() where decision_id in (select id from moderation_decisions where part_of = ${head} order by id desc limit 500)`;
  await raw`update decision_mails set claimed_at = now(), done_at = now(), sent = true where decision_id in (select id from moderation_decisions where part_of = ${head} order by id limit 700)`;

  // One decision among thousands: its notification is found without reading the others.
  const [plan] = await raw`explain select id from notifications where decision_id = ${head} and kind = 'decision'`;
  expect(JSON.stringify(plan)).toContain("notifications_decision_id_idx");

  const undoing = performance.now();
  const all = await queries(() => undoDecision(db, { id: modo }));
  if (process.env.SHOW_PLANS) console.log(`undo of ${size}: ${(performance.now() - undoing).toFixed(0)} ms`);
  expect(all.result).toMatchObject({ ok: true, value: { decision: head, parts: size - outdated - 1 } });
  // Two more: members who had the mail get another one, in one statement for all.
  expect(all.statements.length - few.statements.length).toBeLessThanOrEqual(2);
  expect(await snapshot()).toEqual(before);
  const undone = (all.result.ok && all.result.value.undoId) || 0;
  expect(await db.$count(notifications, eq(notifications.decisionId, undone))).toBe(1_200);
  const mails = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from decision_mails where decision_id = ${undone}`,
  );
  expect(mails[0]?.n).toBe(writers);
}, 120_000);

test.each(["reject", "approve"] as const)(
  "%s: needs as many statements for a hundred comments as for ten",
  async (action) => {
    // Comments with all dependent data: reports, replies, mentions, reactions, thread ranks.
    await raw`update comments set version = 0, status = ${action === "reject" ? "visible" : "pending"}, reaction_count = id % 2, body_source = '@m1 @m2', parent_id = case when id > 2 then id - 2 end, depth = (id > 2)::int, thread = case when id > 2 then 1 + (id + 1) % 2 else thread end where id <= 260`;
    await raw`update articles set comment_count = (select count(*) from comments where article_id = articles.id and status = 'visible')`;
    await raw`insert into comment_reports (comment_id, member_id, reason) select id, ${modo} - 1, 'spam' from comments where id <= 260 on conflict do nothing`;
    await raw`insert into thread_ranks (article_id, rank, thread) select id, 1, 1 from articles on conflict do nothing`;
    // All members have a pending mail, and each thread a ranking job.
    await choose(200, 260, undefined, action);
    const ten = await queries(() => choose(0, 10, randomUUID(), action));
    const hundred = await queries(() => choose(100, 200, randomUUID(), action));
    expect(hundred.result.items.filter(({ decided }) => decided)).toHaveLength(100);
    if (process.env.SHOW_PLANS) console.log(hundred.statements.map((one) => one.slice(0, 120)).join("\n"));
    // A job that becomes due between the two runs makes a difference of one.
    expect(Math.abs(hundred.statements.length - ten.statements.length)).toBeLessThanOrEqual(2);
    expect(hundred.statements.length).toBeLessThan(30);
  },
);
