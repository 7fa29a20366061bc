import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";

/** What the footer of every page states. The month and the day are those of the site's zone. */
export interface MonthlyFigures {
  /** Lines of the public log of this month, as it shows them without a filter. */
  decisions: number;
  /** Appeals that overturned a decision this month. */
  appealsAccepted: number;
  /** Corrections of published articles this month, without mere additions. */
  corrections: number;
  /** Those that a reader reported. */
  correctionsByReaders: number;
  /** Published comments of today. */
  commentsToday: number;
}

/** Counts the figures of the current month and day in one statement; each count is a range of an index. */
export async function countMonthlyFigures(db: Executor, zone: string, now: Date): Promise<MonthlyFigures> {
  const [row] = await db.execute<Record<keyof MonthlyFigures, number>>(sql`
    with since as (
      select date_trunc('month', at) at time zone ${zone} as month, date_trunc('day', at) at time zone ${zone} as day
      from (select ${now.toISOString()}::timestamptz at time zone ${zone} as at) as local)
    select
      (select count(*)::int from moderation_log where listed and created_at >= (select month from since)) as "decisions",
      (select count(*)::int from appeal_outcomes where outcome = 'overturned' and created_at >= (select month from since)) as "appealsAccepted",
      corrected.total as "corrections", corrected.credited as "correctionsByReaders",
      (select count(*)::int from comments where status = 'visible' and created_at >= (select day from since)) as "commentsToday"
    from (
      select count(*)::int as total, count(*) filter (where c.credit <> '')::int as credited
      from corrections as c join articles as a on a.id = c.article_id and a.status = 'published'
      where c.kind = 'correction' and c.created_at >= (select month from since)) as corrected`);
  return {
    decisions: row?.decisions ?? 0,
    appealsAccepted: row?.appealsAccepted ?? 0,
    corrections: row?.corrections ?? 0,
    correctionsByReaders: row?.correctionsByReaders ?? 0,
    commentsToday: row?.commentsToday ?? 0,
  };
}
