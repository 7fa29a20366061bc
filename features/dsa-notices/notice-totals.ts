import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { NoticeGround } from "./rules.ts";

export interface NoticeTotals {
  ground: NoticeGround;
  /** Received in the period. */
  received: number;
  /** These notices by outcome; `open` are undecided. */
  action: number;
  none: number;
  open: number;
  contested: number;
  /** Median time from receipt to the first decision; null without a decision. */
  medianHours: number | null;
}

/**
 * Counts the notices received from `from` (inclusive) to `to` (exclusive), by ground and in total (`ground` null), by
 * their current outcome. For the transparency report. One statement.
 */
export async function countDsaNoticesByGround(
  db: Executor,
  from: Date,
  to: Date,
): Promise<(Omit<NoticeTotals, "ground"> & { ground: NoticeGround | null })[]> {
  const rows = await db.execute<{
    ground: NoticeGround | null;
    received: number;
    action: number;
    none: number;
    open: number;
    contested: number;
    median_hours: number | null;
  }>(sql`
    select n.ground, count(*)::int as received,
      count(*) filter (where n.outcome = 'action')::int as action,
      count(*) filter (where n.outcome = 'none')::int as none,
      count(*) filter (where n.outcome is null)::int as open,
      count(*) filter (where first.contested)::int as contested,
      percentile_cont(0.5) within group (order by extract(epoch from first.decided_at - n.created_at) / 3600)
        filter (where first.decided_at is not null) as median_hours
    from dsa_notices as n
    left join lateral (
      select min(e.created_at) filter (where e.kind = 'decided') as decided_at, bool_or(e.kind = 'contested') as contested
      from dsa_notice_events as e where e.notice_id = n.id
    ) as first on true
    where n.created_at >= ${from.toISOString()} and n.created_at < ${to.toISOString()}
    group by grouping sets ((n.ground), ())
    having count(*) > 0
    order by n.ground nulls last`);
  return rows.map(({ median_hours: medianHours, ...row }) => ({ ...row, medianHours }));
}
