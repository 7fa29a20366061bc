import { beforeAll, expect, test } from "vitest";
import type { Executor } from "#db/client.ts";
import { printQueryPlans, readQueryPlans } from "#db/query-plans-testing.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { updateModerationStats } from "./mutations.ts";
import {
  listDailyWaits,
  listHours,
  listModeratorFigures,
  listQueueDays,
  listWeeklyQueueAge,
  readQueueAge,
} from "./queries.ts";
import { chartDays } from "./rules.ts";

// Three months of a busy site: the charts read stored counts, not comments. The figures in docs/benchmarks.md are from
// STATS_COMMENTS=1000000 SHOW_PLANS=1; the number of rows read does not depend on it.
const size = Number(process.env.STATS_COMMENTS ?? 60_000);
const waiting = Math.floor(size / 50);
const { db, sql, withoutTriggers } = testDatabase();
const zone = "Europe/Paris";

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
  await withoutTriggers(async (tx) => {
    await tx`
    insert into comments (article_id, thread, body_source, body_html, status, created_at)
    select ${id}, n, 'x', 'x', case when n <= ${waiting} then 'pending'::comment_status else 'visible' end,
      now() - n * interval '89 days' / ${size}::int
    from generate_series(1, ${size}::int) n`;
    await tx`
      insert into moderation_queue (comment_id, article_id, member_id, pending, flagged, reports, queued_at)
      select line.* from comments c, moderation_queue_row(c) as line`;
  });
  await sql`
    insert into moderation_log (decision_id, subject, action, decider, listed, waited, created_at)
    select n, 'comment', 'approve', case when n % 3 = 0 then 'rule:links' else 'member:1' end, false, n % 10000,
      now() - n * interval '89 days' / ${size}::int
    from generate_series(1, ${size}::int) n`;
  await updateModerationStats(db);
  await sql`analyze`;
}, 600_000);

test("reads about as many rows as each chart shows", async () => {
  const quarters = chartDays * 96;
  const now = new Date();
  for (const [what, work, maxRead] of [
    ["volume and decisions", (on: Executor) => listHours(on, zone, now), 2 * quarters],
    ["queue by day", (on: Executor) => listQueueDays(on, zone, now), 100],
    ["queue by hour of the week", (on: Executor) => listWeeklyQueueAge(on, zone, now), 100],
    ["waits by day", (on: Executor) => listDailyWaits(on, zone, now), 100 + (2 * size) / 89],
    ["queue now", (on: Executor) => readQueueAge(on), waiting + 10],
  ] as const) {
    const plans = await readQueryPlans(sql, work);
    printQueryPlans(what, plans);
    for (const { read, text } of plans) {
      expect(read, what).toBeLessThan(maxRead);
      expect(text, what).not.toContain("comments");
      expect(text, what).not.toContain("moderation_log");
    }
  }
});

test("reads a bounded part of the log for the figures of moderators, in order of an index", async () => {
  const plans = await readQueryPlans(sql, (on) => listModeratorFigures(on, zone, new Date()));
  for (const { read, text } of plans) {
    // The lines of the log, the two members who decide, and three results.
    expect(read).toBeLessThan(50_000 + 100);
    if (text.includes("moderation_log")) expect(text).toContain("moderation_log_created_idx");
  }
});

test("counts every comment once", async () => {
  const hours = await listHours(db, zone, new Date());
  expect(hours.reduce((sum, { comments }) => sum + comments, 0)).toBe(size);
  expect(hours.reduce((sum, { byPeople, byRules }) => sum + byPeople + byRules, 0)).toBe(size);
});
