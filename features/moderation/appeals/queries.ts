import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members, type moderationDecisions } from "#db/schema.ts";
import type { VerifiedActor } from "#features/members/standing/actor.ts";
import { hasUninvolvedModerator } from "#features/members/standing/queries.ts";
import type { Result } from "#lib/result.ts";
import { isForAdmins, mayDecideAppeal } from "./policy.ts";

export interface AppealCounts {
  /** Appeals made in the period. */
  received: number;
  /** These appeals by their outcome so far. */
  open: number;
  upheld: number;
  overturned: number;
  /** Closed without a decision: the contested decision was undone, or the account deleted. */
  moot: number;
  /** Decided by the moderator who made the decision, because nobody else could. */
  sole: number;
  /** Median time to a person's decision on the appeal, in hours; null without such a decision. */
  medianHours: number | null;
}

/** Counts the appeals made from `from` (inclusive) to `to` (exclusive), by outcome. One statement. */
export async function countAppeals(db: Executor, { from, to }: { from: Date; to: Date }): Promise<AppealCounts> {
  const [row] = await db.execute<Record<keyof AppealCounts, number | null>>(sql`
    select count(*)::int as received,
      count(*) filter (where o.appeal_id is null)::int as open,
      count(*) filter (where o.outcome = 'upheld')::int as upheld,
      count(*) filter (where o.outcome = 'overturned')::int as overturned,
      count(*) filter (where o.outcome = 'moot')::int as moot,
      count(*) filter (where o.decided_by_same_moderator)::int as sole,
      (percentile_cont(0.5) within group (order by extract(epoch from o.created_at - a.created_at))
        filter (where o.outcome <> 'moot') / 3600)::float8 as "medianHours"
    from appeals as a left join appeal_outcomes as o on o.appeal_id = a.id
    where a.created_at >= ${from.toISOString()}::timestamptz and a.created_at < ${to.toISOString()}::timestamptz`);
  const count = (value: number | null | undefined) => value ?? 0;
  return {
    received: count(row?.received),
    open: count(row?.open),
    upheld: count(row?.upheld),
    overturned: count(row?.overturned),
    moot: count(row?.moot),
    sole: count(row?.sole),
    medianHours: row?.medianHours ?? null,
  };
}

/** The number of appeals without an outcome. */
export const openAppealCount = sql<number>`(
  select count(*)::int from appeals as a
  where not exists (select 1 from appeal_outcomes as o where o.appeal_id = a.id))`;

/**
 * Applies `mayDecideAppeal` with the roles stored in the database.
 * @param memberId the appellant
 */
export async function checkAppealDecider(
  db: Executor,
  actor: Pick<VerifiedActor, "id" | "role">,
  memberId: number,
  decision: Pick<typeof moderationDecisions.$inferSelect, "subject" | "actorId">,
): Promise<Result<{ sole: boolean }>> {
  const [appellant] = await db.select({ role: members.role }).from(members).where(eq(members.id, memberId));
  // Only queried when it matters: if the actor made the contested decision.
  const hasUninvolved =
    actor.id !== null &&
    decision.actorId === actor.id &&
    (await hasUninvolvedModerator(db, [actor.id, memberId], isForAdmins(decision, appellant) ? ["admin"] : undefined));
  return mayDecideAppeal(actor, { id: memberId, role: appellant?.role }, decision, hasUninvolved);
}
