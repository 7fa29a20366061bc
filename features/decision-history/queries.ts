import { and, eq, inArray, ne, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { moderationDecisions } from "#db/schema.ts";

export type DecisionSubject = (typeof moderationDecisions.subject.enumValues)[number];

/**
 * SQL condition: the decision, or the decision that it is a part of, was undone. Written as raw SQL, because drizzle
 * omits the table name in a statement on one table.
 */
export const isUndone: SQL<boolean> = sql<boolean>`exists (
  select 1 from moderation_decisions as undo where undo.reverts in (moderation_decisions.id, moderation_decisions.part_of))`;

/**
 * SQL condition: not a message that came with a refusal, a ban or a suspension. Such a message changes nothing that a
 * later decision could conflict with.
 */
export const isNotMessagePart: SQL<boolean> = sql<boolean>`not (
  moderation_decisions.action = 'message' and moderation_decisions.part_of is not null)`;

/**
 * Locks decisions until the end of the transaction, in the order of their ids. An appeal and an undo of the same
 * decision then run one after the other.
 */
export async function lockDecisions(tx: Executor, ids: number[]): Promise<void> {
  await tx
    .select({ id: moderationDecisions.id })
    .from(moderationDecisions)
    .where(inArray(moderationDecisions.id, ids))
    .orderBy(moderationDecisions.id)
    .for("no key update");
}

/** The decisions on a subject without undos, oldest first: the input of `deriveField`. */
export function listDecisionsOn(tx: Executor, subject: DecisionSubject, subjectId: number) {
  return tx
    .select({
      id: moderationDecisions.id,
      actorId: moderationDecisions.actorId,
      rule: moderationDecisions.rule,
      createdAt: moderationDecisions.createdAt,
      before: moderationDecisions.before,
      after: moderationDecisions.after,
      undone: isUndone,
    })
    .from(moderationDecisions)
    .where(
      and(
        eq(moderationDecisions.subject, subject),
        eq(moderationDecisions.subjectId, subjectId),
        ne(moderationDecisions.action, "undo"),
      ),
    )
    .orderBy(moderationDecisions.id);
}
