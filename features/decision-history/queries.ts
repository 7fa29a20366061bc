import { and, eq, inArray, ne, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { moderationDecisions } from "#db/schema.ts";

export type DecisionSubject = (typeof moderationDecisions.subject.enumValues)[number];

/** True in SQL for a decision that was undone, by itself or with the one that it came with. Named in full: drizzle leaves the table out where it is alone. */
export const isUndone: SQL<boolean> = sql<boolean>`exists (
  select 1 from moderation_decisions as undo where undo.reverts in (moderation_decisions.id, moderation_decisions.part_of))`;

/** Holds these decisions' rows, in one order, until the transaction ends: an appeal and an undo of one decision come one after the other. */
export async function lockDecisions(tx: Executor, ids: number[]): Promise<void> {
  await tx
    .select({ id: moderationDecisions.id })
    .from(moderationDecisions)
    .where(inArray(moderationDecisions.id, ids))
    .orderBy(moderationDecisions.id)
    .for("no key update");
}

/** The decisions about something, oldest first, without the undos: what `deriveField` reads. */
export function listDecisionsOn(tx: Executor, subject: DecisionSubject, subjectId: number) {
  return tx
    .select({
      id: moderationDecisions.id,
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
