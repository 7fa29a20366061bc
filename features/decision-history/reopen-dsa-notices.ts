import { and, desc, eq, gte, inArray, isNull, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { dsaNoticeEvents, dsaNotices } from "#db/schema.ts";
import { enqueue } from "#lib/jobs.ts";
import { isClaimed } from "#lib/mail/mail-claims.ts";
import { graceEndsAt, isSenderInformed, noticeMailJob, noticeMailKey } from "./jobs.ts";

const isReadable = sql`exists (select from comments as c where c.id = ${dsaNotices.commentId} and c.status in ('visible', 'pending')
  and c.deleted_at is null)`;

/** The column values of a notice without a decision in force. */
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

/**
 * Whether a notice may be open. False if the sender has sent the same notice again after the decision and that notice
 * is open.
 */
export async function mayReopenNotice(tx: Executor, notice: typeof dsaNotices.$inferSelect): Promise<boolean> {
  if (notice.decidedAt === null) return true;
  const [duplicate] = await tx
    .select({ id: dsaNotices.id })
    .from(dsaNotices)
    .where(and(eq(dsaNotices.contentHash, notice.contentHash), isNull(dsaNotices.decidedAt)));
  return duplicate === undefined;
}

/**
 * Reopens the notices that an undone decision answered, even if their senders were mailed. Call it in the transaction
 * of the undo.
 * @param actorId the moderator who undid the decision; null for a rule
 */
export async function reopenAfterUndo(tx: Executor, decisionId: number, actorId: number | null): Promise<void> {
  await reopenNotices(tx, eq(dsaNotices.decisionId, decisionId), () => decisionId, actorId);
}

/**
 * Reopens the notices answered with "action" about comments that a decision made readable again (restored, approved, or
 * the undo of another decision). Call it in the transaction of that decision.
 * @param by the decision, or the decision of each comment; `closeAfterUndo` closes the notices again if it is undone
 */
export async function reopenAfterDecision(
  tx: Executor,
  commentIds: SQL | number[],
  by: number | ReadonlyMap<number, number>,
  actorId: number | null,
): Promise<void> {
  const decidedOnComments = and(
    inArray(dsaNotices.commentId, commentIds),
    eq(dsaNotices.outcome, "action"),
    isReadable,
  );
  await reopenNotices(
    tx,
    decidedOnComments,
    (comment) => (typeof by === "number" ? by : (by.get(comment ?? 0) ?? null)),
    actorId,
  );
}

/**
 * Reopens notices decided since `since`, when the author had deleted the comment: their moderator did not see the text.
 * A notice that was answered by a decision on the comment stays closed.
 */
export async function reopenAfterAuthorRestore(tx: Executor, commentId: number, since: Date): Promise<void> {
  const unseen = and(isNull(dsaNotices.decisionId), gte(dsaNotices.decidedAt, since), isReadable);
  await reopenNotices(tx, and(eq(dsaNotices.commentId, commentId), unseen), () => null, null);
}

/**
 * Reopens decided notices. If the same notice was sent again meanwhile, both stay open, and this one gets a new digest,
 * so that it is no longer a duplicate.
 */
async function reopenNotices(
  tx: Executor,
  condition: SQL | undefined,
  by: (comment: number | null) => number | null,
  actorId: number | null,
): Promise<void> {
  const decided = await tx
    .select()
    .from(dsaNotices)
    .where(and(condition, eq(dsaNotices.state, "decided")))
    .orderBy(dsaNotices.id)
    .for("update");
  for (const notice of decided) {
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
 * Closes again the notices that `decisionId` had reopened, when that decision is undone: the earlier answer is in force
 * again. A notice with a later event stays open. The sender is mailed only if the last mail to them said something
 * else.
 */
export async function closeAfterUndo(tx: Executor, decisionId: number): Promise<void> {
  const reopened = await tx
    .select({ id: dsaNotices.id, review: dsaNoticeEvents.id })
    .from(dsaNotices)
    .innerJoin(dsaNoticeEvents, eq(dsaNoticeEvents.noticeId, dsaNotices.id))
    .where(
      and(
        // For a bulk decision, its parts reopened the notices.
        sql`${dsaNoticeEvents.decisionId} in (select d.id from moderation_decisions as d where d.id = ${decisionId} or d.part_of = ${decisionId})`,
        eq(dsaNoticeEvents.kind, "review"),
        eq(dsaNotices.state, "review"),
        sql`not ${isReadable}`,
        sql`not exists (select from dsa_notice_events as later where later.notice_id = ${dsaNotices.id}
          and later.id > ${dsaNoticeEvents.id} and later.kind <> 'answered')`,
      ),
    )
    .orderBy(dsaNotices.id)
    // Skips a notice that a moderator decides on at this moment. That decision waits for the comment lock held here.
    .for("update", { of: dsaNotices, skipLocked: true });
  for (const { id, review } of reopened) {
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
    if (answer.informed && !(await isClaimed(tx, noticeMailKey({ notice: id, letter: "again", event: review }))))
      continue;
    await enqueue(tx, noticeMailJob, { notice: id, letter: "outcome", event: event?.id ?? 0 }, { at: graceEndsAt() });
  }
}

async function findLastAnswer(tx: Executor, noticeId: number) {
  const [row] = await tx
    .select({
      event: dsaNoticeEvents,
      informed: isSenderInformed,
      undone: sql<boolean>`exists (select from moderation_decisions as d
        join moderation_decisions as u on u.reverts in (d.id, d.part_of) where d.id = ${dsaNoticeEvents.decisionId})`,
    })
    .from(dsaNoticeEvents)
    .where(and(eq(dsaNoticeEvents.noticeId, noticeId), eq(dsaNoticeEvents.kind, "decided")))
    .orderBy(desc(dsaNoticeEvents.id))
    .limit(1);
  return row && { ...row.event, informed: row.informed, undone: row.undone };
}
