import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";

/**
 * Records that a member has read this warning; once all are read they may write again. A newer warning stays unread. False if it is not an
 * active warning of theirs.
 */
export async function acknowledgeWarning(tx: Executor, memberId: number, decision: number): Promise<boolean> {
  const read = await tx.execute(sql`
    update member_standings as s
    -- The warning's own moment: what came after it is not read yet.
    set acknowledged_at = greatest(s.acknowledged_at, (d.after ->> 'warnedAt')::timestamptz)
    from moderation_decisions as d
    where d.id = ${decision} and d.action = 'warn' and d.member_id = ${memberId} and s.member_id = ${memberId}
      and not exists (select 1 from moderation_decisions as u where u.reverts in (d.id, d.part_of))
    returning s.member_id`);
  return read.length > 0;
}
