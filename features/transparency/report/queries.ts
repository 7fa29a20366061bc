import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { countDsaNoticesByGround, type NoticeTotals } from "#features/dsa-notices/notice-totals.ts";
import { type AppealCounts, countAppeals } from "#features/moderation/appeals/queries.ts";
import { type ReportSums, sumDecisions } from "./rules.ts";

/**
 * Notices of illegal content (Digital Services Act, article 16) received in the year, by ground, with their current
 * outcome.
 */
type NoticeRow = NoticeTotals;

export interface TransparencyReport extends ReportSums {
  year: number;
  /** The year is over in the site's time zone. */
  complete: boolean;
  zone: string;
  /** Seconds from the moment when a comment was held or reported to a person's decision. */
  waited: { count: number; median: number | null; nineInTen: number | null };
  appeals: AppealCounts;
  notices: NoticeRow[];
  /** Median hours to the first decision on a notice; null without one. */
  noticesMedianHours: number | null;
  madeAt: Date;
}

/** The years since the first decision or notice, up to the current one, newest first. */
export async function listYears(db: Executor, zone: string, now: Date): Promise<number[]> {
  const [row] = await db.execute<{ first: number | null; present: number }>(sql`
    select extract(year from ${now.toISOString()}::timestamptz at time zone ${zone})::int as present,
      extract(year from least((select min(created_at) from moderation_log), (select min(created_at) from dsa_notices)) at time zone ${zone})::int as first`);
  const present = row?.present ?? now.getUTCFullYear();
  const first = Math.min(row?.first ?? present, present);
  return Array.from({ length: present - first + 1 }, (_, n) => present - n);
}

/**
 * Computes the report of a year from the public log, the appeals and the notices. Days and years are in the time zone
 * `zone`.
 */
export async function computeReport(db: Executor, year: number, zone: string, now: Date): Promise<TransparencyReport> {
  const { from, to } = await yearBounds(db, year, zone);
  const inYear = sql`created_at >= ${from.toISOString()}::timestamptz and created_at < ${to.toISOString()}::timestamptz`;
  const counted = await db.execute<{ month: string; subject: string; kind: string; count: number }>(sql`
    select to_char(created_at at time zone ${zone}, 'YYYY-MM') as month, subject, kind, count(*)::int as count
    from moderation_log where ${inYear} group by 1, 2, 3`);
  const [waited] = await db.execute<{ count: number; median: number | null; nine: number | null }>(sql`
    select count(*)::int as count, percentile_cont(0.5) within group (order by waited) as median,
      percentile_cont(0.9) within group (order by waited) as nine
    from moderation_log where waited is not null and ${inYear}`);
  // Counts only: notices themselves are visible to moderators only.
  const notices = await countDsaNoticesByGround(db, from, to);
  const byGround = notices.flatMap(({ ground, ...row }) => (ground === null ? [] : [{ ...row, ground }]));
  return {
    ...sumDecisions([...counted], year),
    year,
    complete: now >= to,
    zone,
    waited: { count: waited?.count ?? 0, median: waited?.median ?? null, nineInTen: waited?.nine ?? null },
    appeals: await countAppeals(db, { from, to }),
    notices: byGround.sort((a, b) => b.received - a.received || a.ground.localeCompare(b.ground)),
    noticesMedianHours: notices.find(({ ground }) => ground === null)?.medianHours ?? null,
    madeAt: now,
  };
}

/** The first moment of a year and of the next one, in the site's time zone. */
async function yearBounds(db: Executor, year: number, zone: string): Promise<{ from: Date; to: Date }> {
  const [row] = await db.execute<{ first: string; next: string }>(sql`
    select make_timestamptz(${year}::int, 1, 1, 0, 0, 0, ${zone}) as first,
      make_timestamptz(${year}::int + 1, 1, 1, 0, 0, 0, ${zone}) as next`);
  if (!row) throw new Error("PostgreSQL knows no such year.");
  return { from: new Date(row.first), to: new Date(row.next) };
}
