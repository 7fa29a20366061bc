import { and, desc, eq, gte, inArray, isNull, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { dsaNoticeEvents, dsaNotices } from "#db/schema.ts";
import { enqueue } from "#lib/jobs.ts";
import { isClaimed } from "#lib/mail/mail-claims.ts";
import { graceEndsAt, isSenderInformed, noticeMailJob, noticeMailKey } from "./jobs.ts";

const isReadable = sql`exists (select from comments as c where c.id = ${dsaNotices.commentId} and c.status in ('visible', 'pending')
  and c.deleted_at is null)`;

/** The columns of a notice on which nothing is decided (any longer). */
export function reopenedColumns(state: "received" | "review") {
  return {
    state,
    outcome: null,
    decidedAt: null,
    decisionId: null,
    reasons: "",
    version: sql`${dsaNotices.version} + 1`,
  };
}

/** One of a kind is open at a time: its sender may have sent it again meanwhile. */
export async function mayReopenNotice(tx: Executor, notice: typeof dsaNotices.$inferSelect): Promise<boolean> {
  if (notice.decidedAt === null) return true;
  const [other] = await tx
    .select({ id: dsaNotices.id })
    .from(dsaNotices)
    .where(and(eq(dsaNotices.contentHash, notice.contentHash), isNull(dsaNotices.decidedAt)));
  return other === undefined;
}

/**
 * What an undone decision on the content leaves of its notices, also where their senders had the mail: they wait again, by the hand of whoever
 * undid it. In the transaction of the undo.
 */
export async function reopenAfterUndo(tx: Executor, decisionId: number, actorId: number | null): Promise<void> {
  await reopenNotices(tx, eq(dsaNotices.decisionId, decisionId), () => decisionId, actorId);
}

/**
 * The same where comments can be read again by a decision of its own kind (restored, approved, the undo of another one): what was said of them,
 * that action was taken, is no longer so. `by`: which decision, or which for each comment; undone, `closeAfterUndo` has the answer hold again.
 * In its transaction.
 */
export async function reopenAfterDecision(
  tx: Executor,
  commentIds: SQL | number[],
  by: number | ReadonlyMap<number, number>,
  actorId: number | null,
): Promise<void> {
  const about = and(inArray(dsaNotices.commentId, commentIds), eq(dsaNotices.outcome, "action"), isReadable);
  await reopenNotices(tx, about, (comment) => (typeof by === "number" ? by : (by.get(comment ?? 0) ?? null)), actorId);
}

/**
 * The same when an author undoes the deletion of a comment: notices decided since then (`since`) were decided without its text. A notice answered
 * by a decision on the comment stays closed.
 */
export async function reopenAfterAuthorRestore(tx: Executor, commentId: number, since: Date): Promise<void> {
  const unseen = and(isNull(dsaNotices.decisionId), gte(dsaNotices.decidedAt, since), isReadable);
  await reopenNotices(tx, and(eq(dsaNotices.commentId, commentId), unseen), () => null, null);
}

/** Where the same one was sent again meanwhile, both wait: this one no longer counts as the same. */
async function reopenNotices(
  tx: Executor,
  which: SQL | undefined,
  by: (comment: number | null) => number | null,
  actorId: number | null,
): Promise<void> {
  const held = await tx
    .select()
    .from(dsaNotices)
    .where(and(which, eq(dsaNotices.state, "decided")))
    .orderBy(dsaNotices.id)
    .for("update");
  for (const notice of held) {
    const [event] = await tx
      .insert(dsaNoticeEvents)
      .values({ noticeId: notice.id, kind: "review", actorId, decisionId: by(notice.commentId) })
      .returning({ id: dsaNoticeEvents.id });
    const contentHash = (await mayReopenNotice(tx, notice)) ? notice.contentHash : notice.reference;
    await tx
      .update(dsaNotices)
      .set({ ...reopenedColumns("review"), contentHash })
      .where(eq(dsaNotices.id, notice.id));
    await enqueue(
      tx,
      noticeMailJob,
      { notice: notice.id, letter: "again", event: event?.id ?? 0 },
      { at: graceEndsAt() },
    );
  }
}

/**
 * The decision by which comments could be read again is undone: the answer to the notices that it opened holds again, as it was given, unless
 * something was done about them since. Its sender is written to only where the last thing they heard is another.
 */
export async function closeAfterUndo(tx: Executor, decisionId: number): Promise<void> {
  const open = await tx
    .select({ id: dsaNotices.id, review: dsaNoticeEvents.id })
    .from(dsaNotices)
    .innerJoin(dsaNoticeEvents, eq(dsaNoticeEvents.noticeId, dsaNotices.id))
    .where(
      and(
        // A selection's are its parts'.
        sql`${dsaNoticeEvents.decisionId} in (select d.id from moderation_decisions as d where d.id = ${decisionId} or d.part_of = ${decisionId})`,
        eq(dsaNoticeEvents.kind, "review"),
        eq(dsaNotices.state, "review"),
        sql`not ${isReadable}`,
        sql`not exists (select from dsa_notice_events as later where later.notice_id = ${dsaNotices.id}
          and later.id > ${dsaNoticeEvents.id} and later.kind <> 'answered')`,
      ),
    )
    .orderBy(dsaNotices.id)
    // Whoever decides on one at this moment has the word, and waits for the comment that is held here.
    .for("update", { of: dsaNotices, skipLocked: true });
  for (const { id, review } of open) {
    const answer = await findLastAnswer(tx, id);
    if (answer?.outcome !== "action" || answer.undone) continue;
    const { actorId, outcome, text, decisionId: by, createdAt } = answer;
    const [event] = await tx
      .insert(dsaNoticeEvents)
      .values({ noticeId: id, kind: "decided", actorId, outcome, text, decisionId: by })
      .returning({ id: dsaNoticeEvents.id });
    await tx
      .update(dsaNotices)
      .set({
        state: "decided",
        outcome,
        reasons: text,
        decisionId: by,
        decidedAt: createdAt,
        version: sql`${dsaNotices.version} + 1`,
      })
      .where(eq(dsaNotices.id, id));
    if (answer.told && !(await isClaimed(tx, noticeMailKey({ notice: id, letter: "again", event: review })))) continue;
    await enqueue(tx, noticeMailJob, { notice: id, letter: "outcome", event: event?.id ?? 0 }, { at: graceEndsAt() });
  }
}

async function findLastAnswer(tx: Executor, noticeId: number) {
  const [row] = await tx
    .select({
      event: dsaNoticeEvents,
      told: isSenderInformed,
      undone: sql<boolean>`exists (select from moderation_decisions as d
        join moderation_decisions as u on u.reverts in (d.id, d.part_of) where d.id = ${dsaNoticeEvents.decisionId})`,
    })
    .from(dsaNoticeEvents)
    .where(and(eq(dsaNoticeEvents.noticeId, noticeId), eq(dsaNoticeEvents.kind, "decided")))
    .orderBy(desc(dsaNoticeEvents.id))
    .limit(1);
  return row && { ...row.event, told: row.told, undone: row.undone };
}
