import { and, desc, eq, gte, inArray, isNull, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { noticeEvents, notices } from "#db/schema.ts";
import { enqueue } from "#lib/jobs.ts";
import { isClaimed } from "#lib/mail-once.ts";
import { afterGrace, hasToldSince, noticeMail, noticeMailKey } from "../jobs.ts";

const isReadable = sql`exists (select from comments as c where c.id = ${notices.commentId} and c.status in ('visible', 'pending')
  and c.deleted_at is null)`;

/** The columns of a notice on which nothing is decided (any longer). */
export function opened(state: "received" | "review") {
  return {
    ...{ state, outcome: null, decidedAt: null, decisionId: null, reasons: "" },
    version: sql`${notices.version} + 1`,
  };
}

/** One of a kind is open at a time: its sender may have sent it again meanwhile. */
export async function mayOpenAgain(tx: Executor, notice: typeof notices.$inferSelect): Promise<boolean> {
  if (notice.decidedAt === null) return true;
  const [other] = await tx
    .select({ id: notices.id })
    .from(notices)
    .where(and(eq(notices.digest, notice.digest), isNull(notices.decidedAt)));
  return other === undefined;
}

/**
 * What an undone decision on the content leaves of its notices, also where their senders had the mail: they wait again, by the hand of whoever
 * undid it. In the transaction of the undo.
 */
export async function reopenUndone(tx: Executor, decisionId: number, actorId: number | null): Promise<void> {
  await reopen(tx, eq(notices.decisionId, decisionId), () => decisionId, actorId);
}

/**
 * The same where comments can be read again by a decision of its own kind (restored, approved, the undo of another one): what was said of them,
 * that action was taken, is no longer so. `by`: which decision, or which for each comment; undone, `closeRestored` has the answer hold again.
 * In its transaction.
 */
export async function reopenRestored(
  tx: Executor,
  commentIds: SQL | number[],
  by: number | ReadonlyMap<number, number>,
  actorId: number | null,
): Promise<void> {
  const about = and(inArray(notices.commentId, commentIds), eq(notices.outcome, "action"), isReadable);
  await reopen(tx, about, (comment) => (typeof by === "number" ? by : (by.get(comment ?? 0) ?? null)), actorId);
}

/**
 * The same when an author undoes the deletion of a comment: notices decided since then (`since`) were decided without its text. A notice answered
 * by a decision on the comment stays closed.
 */
export async function reopenAfterRestore(tx: Executor, commentId: number, since: Date): Promise<void> {
  const unseen = and(isNull(notices.decisionId), gte(notices.decidedAt, since), isReadable);
  await reopen(tx, and(eq(notices.commentId, commentId), unseen), () => null, null);
}

/** Where the same one was sent again meanwhile, both wait: this one no longer counts as the same. */
async function reopen(
  tx: Executor,
  which: SQL | undefined,
  by: (comment: number | null) => number | null,
  actorId: number | null,
): Promise<void> {
  const held = await tx
    .select()
    .from(notices)
    .where(and(which, eq(notices.state, "decided")))
    .orderBy(notices.id)
    .for("update");
  for (const notice of held) {
    const [event] = await tx
      .insert(noticeEvents)
      .values({ noticeId: notice.id, kind: "review", actorId, decisionId: by(notice.commentId) })
      .returning({ id: noticeEvents.id });
    const digest = (await mayOpenAgain(tx, notice)) ? notice.digest : notice.reference;
    await tx
      .update(notices)
      .set({ ...opened("review"), digest })
      .where(eq(notices.id, notice.id));
    await enqueue(tx, noticeMail, { notice: notice.id, letter: "again", event: event?.id ?? 0 }, { at: afterGrace() });
  }
}

/**
 * The decision by which comments could be read again is undone: the answer to the notices that it opened holds again, as it was given, unless
 * something was done about them since. Its sender is written to only where the last thing they heard is another.
 */
export async function closeRestored(tx: Executor, decisionId: number): Promise<void> {
  const open = await tx
    .select({ id: notices.id, review: noticeEvents.id })
    .from(notices)
    .innerJoin(noticeEvents, eq(noticeEvents.noticeId, notices.id))
    .where(
      and(
        // A selection's are its parts'.
        sql`${noticeEvents.decisionId} in (select d.id from moderation_decisions as d where d.id = ${decisionId} or d.part_of = ${decisionId})`,
        eq(noticeEvents.kind, "review"),
        eq(notices.state, "review"),
        sql`not ${isReadable}`,
        sql`not exists (select from notice_events as later where later.notice_id = ${notices.id}
          and later.id > ${noticeEvents.id} and later.kind <> 'told')`,
      ),
    )
    .orderBy(notices.id)
    // Whoever decides on one at this moment has the word, and waits for the comment that is held here.
    .for("update", { of: notices, skipLocked: true });
  for (const { id, review } of open) {
    const answer = await lastAnswer(tx, id);
    if (answer?.outcome !== "action" || answer.undone) continue;
    const { actorId, outcome, text, decisionId: by, createdAt } = answer;
    const [event] = await tx
      .insert(noticeEvents)
      .values({ noticeId: id, kind: "decided", actorId, outcome, text, decisionId: by })
      .returning({ id: noticeEvents.id });
    await tx
      .update(notices)
      .set({
        ...{ state: "decided", outcome, reasons: text, decisionId: by, decidedAt: createdAt },
        version: sql`${notices.version} + 1`,
      })
      .where(eq(notices.id, id));
    if (answer.told && !(await isClaimed(tx, noticeMailKey({ notice: id, letter: "again", event: review })))) continue;
    await enqueue(tx, noticeMail, { notice: id, letter: "outcome", event: event?.id ?? 0 }, { at: afterGrace() });
  }
}

async function lastAnswer(tx: Executor, noticeId: number) {
  const [row] = await tx
    .select({
      event: noticeEvents,
      told: hasToldSince,
      undone: sql<boolean>`exists (select from moderation_decisions as d
        join moderation_decisions as u on u.reverts in (d.id, d.part_of) where d.id = ${noticeEvents.decisionId})`,
    })
    .from(noticeEvents)
    .where(and(eq(noticeEvents.noticeId, noticeId), eq(noticeEvents.kind, "decided")))
    .orderBy(desc(noticeEvents.id))
    .limit(1);
  return row && { ...row.event, told: row.told, undone: row.undone };
}
