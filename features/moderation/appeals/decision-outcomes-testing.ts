import { inArray, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { moderationDecisions } from "#db/schema.ts";
import { isUndone } from "#features/decision-history/queries.ts";

/** `stands`: the decision was not appealed; `open`: the appeal is not decided; `undone`: undone by its moderator, before or without an appeal. */
type DecisionOutcome = "stands" | "open" | "upheld" | "overturned" | "undone";

/** Whether an appeal meets the condition; `a` is the appeal, `o` its outcome. */
const appealExists = (condition: SQL) => sql`exists (
  select 1 from appeals as a left join appeal_outcomes as o on o.appeal_id = a.id where ${condition})`;

/**
 * The outcome of a decision, computed from decisions and appeals alone: tests compare it with the triggers' entries in moderation_log. The parts of
 * an overturned ban are overturned with it. An undo is a decision too, with the outcome `stands`.
 */
const outcomeOfDecision: SQL<DecisionOutcome> = sql<DecisionOutcome>`case
  when ${appealExists(sql`o.outcome = 'overturned' and (a.decision_id = moderation_decisions.id
    or a.decision_id = moderation_decisions.part_of
      and exists (select 1 from moderation_decisions as undo where undo.id = o.undo_id and undo.reverts = a.decision_id))`)} then 'overturned'
  when ${isUndone} then 'undone'
  when ${appealExists(sql`a.decision_id = moderation_decisions.id and o.appeal_id is null`)} then 'open'
  when ${appealExists(sql`a.decision_id = moderation_decisions.id and o.outcome = 'upheld'`)} then 'upheld'
  else 'stands' end`;

/** The appeal was decided by the moderator who made the decision, because nobody else could. */
const decidedBySole: SQL<boolean> = sql<boolean>`${appealExists(sql`a.decision_id = moderation_decisions.id and o.decided_by_same_moderator`)}`;

/** The outcomes of these decisions, by id. */
export async function listOutcomes(
  db: Executor,
  decisions: number[],
): Promise<Map<number, { outcome: DecisionOutcome; sole: boolean }>> {
  if (decisions.length === 0) return new Map();
  const rows = await db
    .select({ id: moderationDecisions.id, outcome: outcomeOfDecision, sole: decidedBySole })
    .from(moderationDecisions)
    .where(inArray(moderationDecisions.id, decisions));
  return new Map(rows.map(({ id, ...rest }) => [id, rest]));
}
