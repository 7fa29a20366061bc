import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { moderationDecisions, moderationLog } from "#db/schema.ts";

/** Fewer reviewed comments say nothing about the next one. */
const minReviewed = 10;
/** The newest reviewed comments that count. */
const maxReviewed = 200;

/**
 * Reads within how many seconds four of five pending comments were reviewed in the last 30 days; undefined if there were
 * too few.
 */
export async function readUsualWait(db: Executor): Promise<number | undefined> {
  const [row] = await db.execute<{ reviewed: number; seconds: number | null }>(sql`
    select count(*)::int as reviewed, percentile_disc(0.8) within group (order by waited)::int as seconds
    from (
      select l.waited from ${moderationLog} as l
      where l.created_at > now() - interval '30 days' and l.subject = 'comment' and l.action in ('approve', 'reject')
        and l.waited is not null and exists (
          select from ${moderationDecisions} as d where d.id = l.decision_id and d.before ->> 'status' = 'pending')
      order by l.created_at desc, l.decision_id desc limit ${maxReviewed}
    ) as newest`);
  return row && row.reviewed >= minReviewed && row.seconds !== null ? row.seconds : undefined;
}

/** Whether a reader has no approved comment yet. */
export async function isNewcomer(db: Executor, { id, role }: { id: number; role: string }): Promise<boolean> {
  if (role !== "reader") return false;
  const [row] = await db.execute<{ approved: boolean }>(
    sql`select exists (select from comments where member_id = ${id} and status = 'visible') as approved`,
  );
  return row?.approved === false;
}
