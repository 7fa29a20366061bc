import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { moderationDecisions } from "#db/schema.ts";
import { isUndone } from "#features/decision-history/queries.ts";
import type { CommentAction } from "#features/decision-history/rules.ts";
import { ok, type Result, refused } from "#lib/result.ts";

export interface SelectionProgress {
  /** The first decision of the selection; all others are its parts. */
  head: number | undefined;
  /** Comments already decided on in this selection, with their decisions. */
  decided: Map<number, number>;
}

/**
 * Finds what was already decided in a selection and locks it until the end of the transaction: of two concurrent parts,
 * the second sees the decisions of the first, and an undo of the selection runs before or after. Refused with
 * `moderation.selectionUndone`, and with `form.stale` if the key belongs to another action.
 * @param key the key that the page gave the selection
 */
export async function lockSelection(
  tx: Executor,
  actorId: number,
  key: string,
  { action, ids }: { action: CommentAction; ids: number[] },
): Promise<Result<SelectionProgress>> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtext('moderation-selection'), hashtext(${`${actorId}:${key}`}))`,
  );
  const inSelection = and(eq(moderationDecisions.actorId, actorId), eq(moderationDecisions.selection, key));
  const [head] = await tx
    .select({ id: moderationDecisions.id, action: moderationDecisions.action })
    .from(moderationDecisions)
    .where(and(inSelection, isNull(moderationDecisions.partOf)))
    // Prevents an undo until the new decisions are stored.
    .for("share");
  if (!head) return ok({ head: undefined, decided: new Map() });
  if (head.action !== action) return refused("form.stale");
  // Read after the row is locked: an undo that held the lock has committed by then.
  const [undone] = await tx
    .select({ id: moderationDecisions.id })
    .from(moderationDecisions)
    .where(and(eq(moderationDecisions.id, head.id), isUndone));
  if (undone) return refused("moderation.selectionUndone");
  const decided = await tx
    .select({ id: moderationDecisions.id, subjectId: moderationDecisions.subjectId })
    .from(moderationDecisions)
    .where(and(inSelection, inArray(moderationDecisions.subjectId, ids)));
  return ok({ head: head.id, decided: new Map(decided.map(({ id, subjectId }) => [subjectId, id])) });
}
