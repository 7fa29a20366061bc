import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { moderationDecisions } from "#db/schema.ts";
import { needsReason } from "./rules.ts";

type NewDecision = typeof moderationDecisions.$inferInsert;

/**
 * Throws if a person restricts a member without naming a rule: article 17 of the DSA requires a statement of reasons.
 */
function assertReason({ action, actorId, reason }: NewDecision): void {
  if (needsReason(action) && actorId && !reason)
    throw new Error(`A decision (${action}) was to be stored without a rule.`);
}

/** Stores a decision and returns its id. Throws if a person restricts a member without naming a rule. */
export async function recordDecision(tx: Executor, decision: NewDecision): Promise<number> {
  assertReason(decision);
  const [row] = await tx.insert(moderationDecisions).values(decision).returning({ id: moderationDecisions.id });
  if (!row) throw new Error("The decision was not stored.");
  return row.id;
}

/**
 * Stores decisions on different subjects. Returns their ids by subject id.
 * @param selection stores all decisions of a bulk selection as parts of its first decision, `head`; without a `head`,
 * the first of these decisions becomes it
 */
export async function recordDecisions(
  tx: Executor,
  decisions: NewDecision[],
  selection?: { head: number | undefined },
): Promise<Map<number, number>> {
  for (const decision of decisions) assertReason(decision);
  const ids = new Map<number, number>();
  let partOf = selection?.head;
  let parts = decisions;
  const [first, ...others] = decisions;
  if (first && selection && partOf === undefined) {
    partOf = await recordDecision(tx, first);
    ids.set(first.subjectId, partOf);
    parts = others;
  }
  if (parts.length === 0) return ids;
  const rows = await tx
    .insert(moderationDecisions)
    .values(parts.map((decision) => ({ ...decision, partOf })))
    .returning({ id: moderationDecisions.id, subjectId: moderationDecisions.subjectId });
  for (const { id, subjectId } of rows) ids.set(subjectId, id);
  return ids;
}

/** Stores a copy of the decision `first` for each further vote, as its part. One statement. */
export async function recordVoteParts(tx: Executor, first: number, votes: number[]): Promise<void> {
  if (votes.length === 0) return;
  await tx.execute(sql`
    insert into moderation_decisions (subject, subject_id, article_id, member_id, actor_id, rule, action, reason, part_of, before, after)
    select 'vote', w.id, w.article_id, w.member_id, d.actor_id, d.rule, d.action, d.reason, d.id, d.before, d.after
    from moderation_decisions as d join watched_votes as w on w.id = any(${toIdArray(votes)})
    where d.id = ${first} order by w.id`);
}
