import { drizzle } from "drizzle-orm/postgres-js";
import { beforeAll, expect, test } from "vitest";
import type { Executor } from "#db/client.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { listReports } from "#features/reports/queries.ts";
import { presets } from "#features/settings/schema.ts";
import { listBusyDiscussions } from "../discussion-limits/queries.ts";
import { listItems } from "./items/queries.ts";
import { countDecidableTogether } from "./near-duplicates.ts";
import { countNewer, countTabs, listQueue } from "./tabs/queries.ts";
import { type QueueFilter, queueTabs, scanLimit } from "./tabs/rules.ts";
import { listUndoableDecisions } from "./undoable-decisions/queries.ts";

// 40,000 comments, 4,900 of them in the queue: for every filter, PostgreSQL reads an index range of about the shown rows.

const { db, sql, withoutTriggers } = testDatabase();
const total = 40_000;
let article = 0;
let member = 0;

beforeAll(async () => {
  const input = { status: "published", title: "A", lead: "", bodyHtml: "", publishedAt: new Date(0) } as const;
  article = (await upsertArticle(db, { ...input, slug: "a" })).id;
  const rest = (await upsertArticle(db, { ...input, slug: "b" })).id;
  const [row] = await sql`insert into members (name, handle) values ('Bavard', 'bavard') returning id::int`;
  member = row?.id;
  await sql`insert into members (name, handle) select 'M' || n, 'm' || n from generate_series(1, 1000) n`;
  await withoutTriggers(async (tx) => {
    const insert = (articleId: number, from: number, to: number) => tx`
    insert into comments (article_id, thread, member_id, status, body_source, body_html, created_at)
    select ${articleId}, n, case when n % 50 = 0 then ${member} else ${member} + 1 + n % 1000 end,
      (case when n % 10 = 0 then 'pending' when n % 10 = 1 then 'spam' when n % 10 = 2 then 'rejected' else 'visible' end)::comment_status,
      'Un avis de longueur moyenne, le ' || n || 'e.', repeat('<p>Un avis de longueur moyenne.</p>', 20), now() - (${total} + 10000 - n) * interval '1 minute'
    from generate_series(${from}::int, ${to}::int) n`;
    await insert(article, 1, total / 5);
    await insert(rest, total / 5 + 1, total);
    await tx`
    insert into comment_reports (comment_id, member_id, reason, created_at)
    select id, ${member} + 1 + id % 1000, 'spam', created_at from comments where status = 'visible' and id % 29 = 0`;
    await tx`insert into screening_verdicts (comment_id, position, reason, action) select id, 0, 'verdict.newcomer', 'hold' from comments where status = 'pending'`;
    // The worst case of a wave of spam: 8,000 comments of one text.
    await tx`
    insert into comment_fingerprints (comment_id, words, signature)
    select id, 20, array(select generate_series(1, 64)) from comments where status in ('pending', 'spam')`;
    await tx`
    insert into comment_fingerprint_bands (band, comment_id)
    select band, comment_id from comment_fingerprints, generate_series(1, 16) as band`;
    await tx`
      insert into moderation_queue (comment_id, article_id, member_id, pending, flagged, reports, queued_at)
      select line.* from comments c, moderation_queue_row(c) as line`;
  });
  await sql`analyze`;
}, 300_000);

interface Plan {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: Plan[];
}

const flat = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(flat)];

/** The rows that the statements of `work` read from tables and indexes, and the tables that were scanned sequentially. */
async function readBy(work: (db: Executor) => Promise<unknown>) {
  const seen: { text: string; values: unknown[] }[] = [];
  const logger = { logQuery: (text: string, values: unknown[]) => void seen.push({ text, values }) };
  await work(drizzle(sql, { casing: "snake_case", logger }));
  expect(seen.length).toBeGreaterThan(0);
  let [read, time] = [0, 0];
  const whole: string[] = [];
  for (const { text, values } of seen) {
    const explained = await sql.unsafe<{ "QUERY PLAN": [{ Plan: Plan; "Execution Time": number }] }[]>(
      `explain (analyze, format json) ${text}`,
      values as never[],
    );
    const [answer] = explained[0]?.["QUERY PLAN"] ?? [];
    if (!answer) throw new Error("PostgreSQL explained nothing.");
    time += answer["Execution Time"];
    for (const node of flat(answer.Plan)) {
      const name = node["Relation Name"];
      if (!name) continue;
      const rows = (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"];
      read += rows;
      if (node["Node Type"] === "Seq Scan" && rows > 1_000) whole.push(name);
    }
  }
  return { read, whole, time };
}

/** Prints the figures of EXPLAIN ANALYZE on request: times are meaningful on an idle machine only. */
function report(what: string, { read, time }: { read: number; time: number }) {
  if (process.env.SHOW_PLANS) console.log(`${what}: ${time.toFixed(1)} ms, ${read} rows read`);
}

const filters: [string, Partial<QueueFilter>][] = [
  ["", {}],
  ["deep", { after: [Date.now() - (total / 2 + 10_000) * 60_000, 1_000_000] }],
  ["oldest first", { oldest: true }],
];
test.each(queueTabs.flatMap((view) => filters.map(([name, more]) => [view, name, more] as const)))(
  "%s %s reads about as many rows as it shows",
  async (tab, name, more) => {
    // The tab `all` is in the order of ids.
    const after = more.after && (tab === "all" ? ([total / 2, total / 2] as const) : more.after);
    const filter: QueueFilter = { tab, oldest: false, ...more, after };
    const { ids } = await listQueue(db, filter);
    expect(ids).toHaveLength(25);
    const plans = await readBy((on) => listQueue(on, filter));
    report(`${tab} ${name}`, plans);
    expect(plans.whole).toEqual([]);
    expect(plans.read).toBeLessThan(200);
  },
);

test.each(
  queueTabs.flatMap((view) =>
    (
      [
        ["an article", { article: 1 }],
        ["a member", { member: 1 }],
        ["a word of every text", { q: "moyenne" }],
        ["a word of no text", { q: "introuvable" }],
        ["all at once", { article: 1, member: 1, q: "introuvable" }],
      ] as const
    ).map(([name, conditions]) => [view, name, conditions] as const),
  ),
)("%s filtered by %s scans a limited number of rows", async (tab, name, conditions) => {
  const filter: QueueFilter = {
    tab,
    oldest: false,
    ...("article" in conditions && { article }),
    ...("member" in conditions && { member }),
    ...("q" in conditions && { q: conditions.q }),
  };
  const plans = await readBy((on) => listQueue(on, filter));
  report(`${tab}, ${name}`, plans);
  expect(plans.whole.filter((table) => table !== "moderation_queue")).toEqual([]);
  // The scanned window, each of its comments read once or twice; the queue itself is small.
  expect(plans.read).toBeLessThan(5 * scanLimit);
});

test("finds busy discussions by their recent comments only", async () => {
  const newest = new Date(Date.now() - 10_000 * 60_000);
  const settings = { ...presets, "discussion.slowFrom": 5 };
  const busy = await listBusyDiscussions(db, settings, newest);
  expect(busy).toMatchObject([{ last: presets["discussion.premoderateOf"] }]);
  const { read, whole } = await readBy((on) => listBusyDiscussions(on, settings, newest));
  expect(whole).toEqual([]);
  expect(read).toBeLessThan(1_000);
});

test("reads about as many rows as it shows for items, counts, new items and own decisions", async () => {
  const { ids, first } = await listQueue(db, { tab: "review", oldest: false });
  if (!first) throw new Error("The queue is empty.");
  const together = await readBy((on) => countDecidableTogether(on, ids));
  const items = await readBy((on) => listItems(on, ids, 1));
  report("items", items);
  expect(items.whole).toEqual([]);
  expect(items.read).toBeLessThan(500 + together.read);
  const reports = await readBy((on) => listReports(on, ids, presets));
  report("reports", reports);
  expect(reports.read).toBeLessThan(500);
  const counts = await readBy((on) => countTabs(on));
  report("counts", counts);
  // The whole queue, and a thousand spam comments.
  expect(counts.whole.filter((table) => table !== "moderation_queue")).toEqual([]);
  expect(counts.read).toBeLessThan(7_500);
  const newer = await readBy((on) => countNewer(on, { tab: "review", oldest: false }, first));
  report("newer", newer);
  expect(newer.read).toBeLessThan(200);
  const own = await readBy((on) => listUndoableDecisions(on, member));
  report("own decisions", own);
  expect(own.read).toBeLessThan(50);
});

test("compares a limited number of texts, however often one was posted", async () => {
  const pending = await sql<
    { id: number }[]
  >`select comment_id::int as id from moderation_queue where pending order by comment_id limit 25 offset 2000`;
  const ids = pending.map(({ id }) => id);
  const counted = await readBy((on) => countDecidableTogether(on, ids));
  report("alike, 25 of a wave", counted);
  expect(counted.whole).toEqual([]);
  // For each comment 16 bands with 50 neighbours on either side.
  expect(counted.read).toBeLessThan(25 * (16 * 101 + 500));
  const listed = await readBy((on) => listQueue(on, { tab: "review", oldest: false, alike: ids[0] }));
  report("alike, listed", listed);
  expect(listed.whole.filter((table) => table !== "moderation_queue")).toEqual([]);
  expect(listed.read).toBeLessThan(7_500);
});
