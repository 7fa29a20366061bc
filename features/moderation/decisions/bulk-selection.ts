import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { moderationDecisions } from "#db/schema.ts";
import { isUndone } from "#features/decision-history/queries.ts";
import type { CommentAction } from "#features/decision-history/rules.ts";
import { ok, type Result, refused } from "#lib/result.ts";

export interface SelectionProgress {
  /** The selection's first decision: all others are its parts. */
  head: number | undefined;
  /** Which of the comments are decided already, in this selection, by which decision. */
  decided: Map<number, number>;
}

/**
 * What is there of a selection, by the key that its page gave it; held until the transaction ends, so that of two parts at once the second
 * finds what the first did, and an undo of all comes before or after. Refused with `moderation.selectionUndone`, and with `form.stale` where the
 * key is that of another action.
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
  const mine = and(eq(moderationDecisions.actorId, actorId), eq(moderationDecisions.selection, key));
  const [head] = await tx
    .select({ id: moderationDecisions.id, action: moderationDecisions.action })
    .from(moderationDecisions)
    .where(and(mine, isNull(moderationDecisions.partOf)))
    // Keeps it from being undone until what is decided now is stored.
    .for("share");
  if (!head) return ok({ head: undefined, decided: new Map() });
  if (head.action !== action) return refused("form.stale");
  // Asked once the row is locked: an undo that held it has been stored by then.
  const [undone] = await tx
    .select({ id: moderationDecisions.id })
    .from(moderationDecisions)
    .where(and(eq(moderationDecisions.id, head.id), isUndone));
  if (undone) return refused("moderation.selectionUndone");
  const decided = await tx
    .select({ id: moderationDecisions.id, subjectId: moderationDecisions.subjectId })
    .from(moderationDecisions)
    .where(and(mine, inArray(moderationDecisions.subjectId, ids)));
  return ok({ head: head.id, decided: new Map(decided.map(({ id, subjectId }) => [subjectId, id])) });
}
