import { beforeAll, expect, test } from "vitest";
import { printQueryPlans, readQueryPlans } from "#db/query-plans-testing.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { aMember } from "#features/members/testing.ts";
import { readDigestFigures } from "./queries.ts";

// Two years of comments, decisions, verdicts and reports: the digest reads those of one or two weeks.
const size = Number(process.env.DIGEST_COMMENTS ?? 104_000);
const perWeek = size / 104;
const { db, sql, withoutTriggers } = testDatabase();

beforeAll(async () => {
  const article = await anArticle(db, "un");
  const member = await aMember(db, "ada");
  await withoutTriggers(
    (tx) => tx`
    insert into comments (article_id, thread, member_id, body_source, body_html, status, reaction_count, created_at)
    select ${article}, n, ${member}, 'x', 'x',
      (case n % 10 when 0 then 'rejected' when 1 then 'spam' else 'visible' end)::comment_status, n % 7,
      now() - n * interval '728 days' / ${size}::int
    from generate_series(1, ${size}::int) n`,
  );
  await sql`
    insert into screening_verdicts (comment_id, position, reason, action)
    select id, 0, 'verdict.toneInsult', 'hold' from comments where id % 5 = 0`;
  await sql`
    insert into moderation_decisions (subject, subject_id, actor_id, action, created_at)
    select 'comment', id, ${member}, 'reject', created_at from comments where id % 10 = 0`;
  await sql`
    insert into comment_reports (comment_id, member_id, reason, created_at)
    select id, ${member}, 'spam', created_at from comments where id % 20 = 0 order by created_at`;
  await sql`analyze`;
}, 600_000);

test("reads the rows of its weeks, not those of the whole site", async () => {
  const to = new Date(Date.now() - 7 * 3_600_000);
  const weekMs = 7 * 86_400_000;
  const from = new Date(to.getTime() - weekMs);
  const week = { monday: "2026-01-01", before: new Date(from.getTime() - weekMs), from, to };
  const plans = await readQueryPlans(sql, (on) => readDigestFigures(on, week));
  printQueryPlans("digest", plans);
  expect(plans).toHaveLength(7);
  for (const { read, text } of plans) {
    expect(text, "no table is read as a whole").toEqual([]);
    // Each caught comment needs a few rows of its decisions; the reports are the newest 20,000.
    expect(read).toBeLessThan(Math.max(6 * perWeek, 2 * (size / 20) + 100));
  }
}, 120_000);
