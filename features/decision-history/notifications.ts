import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import type { CommentStatus } from "#db/schema/comments.ts";
import { decisionMails, notifications } from "#db/schema.ts";
import { enqueueAll } from "#lib/jobs.ts";
import { decisionMailJob, mailGraceSeconds } from "./jobs.ts";

interface DecisionNotification {
  decision: number;
  memberId: number;
  /** Set for a decision about a comment of the member: the comment and its new status. */
  comment?: { id: number; status: CommentStatus };
}

/**
 * Notifies members of decisions in a fixed number of statements. Call it in the transaction that decides.
 * @param mails whether to mail the members too, after the grace period
 */
export async function notifyOfDecisions(
  tx: Executor,
  decisions: DecisionNotification[],
  { mails }: { mails: boolean },
): Promise<void> {
  if (decisions.length === 0) return;
  await tx.insert(notifications).values(
    decisions.map(({ decision, memberId, comment }) => ({
      memberId,
      kind: "decision" as const,
      decisionId: decision,
      ...(comment && { commentId: comment.id, status: comment.status }),
    })),
  );
  if (mails) await scheduleDecisionMails(tx, decisions);
}

/** Notifies a member of one decision; see `notifyOfDecisions`. */
export function notifyOfDecision(
  tx: Executor,
  decision: DecisionNotification,
  options: { mails: boolean },
): Promise<void> {
  return notifyOfDecisions(tx, [decision], options);
}

/** Notifies each voter whose vote was discarded by a decision or by one of its parts. A fixed number of statements. */
export async function notifyVoters(tx: Executor, head: number): Promise<void> {
  const notified = await tx.execute<{ decision_id: string; member_id: string }>(sql`
    insert into notifications (member_id, kind, decision_id)
    select d.member_id, 'decision', d.id from moderation_decisions as d
    where (d.id = ${head} or d.part_of = ${head}) and d.subject = 'vote' and d.action = 'discard' and d.member_id is not null
    order by d.id
    returning decision_id, member_id`);
  await scheduleDecisionMails(
    tx,
    notified.map((row) => ({ decision: Number(row.decision_id), memberId: Number(row.member_id) })),
  );
}

/**
 * Schedules the mails about decisions for the end of their grace period. A member without a pending mail in its grace
 * period gets a job; otherwise the job of that mail sends this one too (`sendDecisionMails`). A row locked by another
 * transaction may be in sending, so it counts as absent: an extra job does no harm.
 */
async function scheduleDecisionMails(tx: Executor, mails: { decision: number; memberId: number }[]): Promise<void> {
  if (mails.length === 0) return;
  const now = new Date();
  const dueAt = new Date(now.getTime() + mailGraceSeconds * 1_000);
  const first = await tx.execute<{ member_id: string }>(sql`
    with waiting as (
      insert into decision_mails (decision_id, member_id, due_at)
      select decision, member, ${dueAt.toISOString()}::timestamptz
      from unnest(${toIdArray(mails.map((mail) => mail.decision))}, ${toIdArray(mails.map((mail) => mail.memberId))}) as mail (decision, member)
      on conflict do nothing
      returning member_id
    )
    select distinct waiting.member_id from waiting
    left join lateral (
      select true as scheduled from decision_mails as earlier
      where earlier.member_id = waiting.member_id and earlier.claimed_at is null and earlier.done_at is null
        and earlier.due_at > ${now.toISOString()}::timestamptz
      limit 1 for update skip locked
    ) as job on true
    where job.scheduled is null
    order by waiting.member_id`);
  await enqueueAll(
    tx,
    decisionMailJob,
    first.map((row) => ({ memberId: Number(row.member_id) })),
    dueAt,
  );
}

/**
 * Retracts the notification of a decision that `undo` reverts: deletes it if unread, and does not send a mail that is
 * still in its grace period. A member who has read it, or was mailed, is notified of the current state.
 * @param silent skips that new notification, because the caller notifies the member
 */
export async function retractNotification(
  tx: Executor,
  decision: number,
  current: { undo: number; memberId: number | null; comment?: { id: number; status: CommentStatus } },
  { silent = false }: { silent?: boolean } = {},
): Promise<void> {
  const isNotification = and(eq(notifications.decisionId, decision), eq(notifications.kind, "decision"));
  await tx.delete(notifications).where(and(isNotification, isNull(notifications.readAt)));
  if (silent || current.memberId === null) return;
  const [read] = await tx.select({ id: notifications.id }).from(notifications).where(isNotification).limit(1);
  const mailed = await wasMailed(tx, decision, current.memberId);
  if (!read && !mailed) return;
  const { undo, memberId, comment } = current;
  await notifyOfDecision(tx, { decision: undo, memberId, ...(comment && { comment }) }, { mails: mailed });
}

/**
 * Retracts the notifications of all comment and vote decisions that are parts of `head`, as `retractNotification` does
 * for one. A fixed number of statements.
 * @param silent decisions whose members the caller notifies
 */
export async function retractPartNotifications(
  tx: Executor,
  head: number,
  undo: number,
  silent: number[],
): Promise<void> {
  const parts = sql`moderation_decisions as part where part.part_of = ${head} and part.subject in ('comment', 'vote')`;
  await tx.execute(sql`
    delete from notifications
    where kind = 'decision' and read_at is null and decision_id in (select part.id from ${parts})`);
  // Locks the mails as `wasMailed` locks one. The next statement then sees what a concurrent sender committed.
  await tx.execute(sql`
    select from decision_mails as mail
    where (mail.member_id, mail.decision_id) in (select part.member_id, part.id from ${parts})
    order by mail.member_id, mail.decision_id for update`);
  const mailed = await tx.execute<{ member_id: string }>(sql`
    with notified as (
      select part.id, part.member_id, comment.id as comment_id, comment.status, ${isMailSent} as mailed
      from moderation_decisions as part
      left join comments as comment on part.subject = 'comment' and comment.id = part.subject_id
      left join decision_mails as mail on mail.member_id = part.member_id and mail.decision_id = part.id
      where part.part_of = ${head} and (part.subject = 'vote' or comment.id is not null) and part.member_id is not null
        and part.id <> all(${toIdArray(silent)})
    ),
    told as (
      insert into notifications (member_id, kind, comment_id, status, decision_id)
      select notified.member_id, 'decision', notified.comment_id, notified.status, ${undo}::bigint
      from notified
      where notified.mailed
        or exists (select from notifications as n where n.decision_id = notified.id and n.kind = 'decision')
      order by notified.id
    )
    select distinct notified.member_id from notified where notified.mailed`);
  await scheduleDecisionMails(
    tx,
    mailed.map((row) => ({ decision: undo, memberId: Number(row.member_id) })),
  );
}

/** SQL condition on a row `mail`, which may be null: the mail was sent, or is in sending. */
const isMailSent = sql`coalesce(mail.sent or (mail.claimed_at is not null and mail.done_at is null), false)`;

/**
 * Whether the mail about a decision was sent, or is in sending. Locks its row: a concurrent sender either commits
 * before, and its mail is found here, or waits and finds the decision undone.
 */
async function wasMailed(tx: Executor, decision: number, memberId: number): Promise<boolean> {
  const [mail] = await tx
    .select()
    .from(decisionMails)
    .where(and(eq(decisionMails.memberId, memberId), eq(decisionMails.decisionId, decision)))
    .for("update");
  return mail !== undefined && (mail.sent || (mail.claimedAt !== null && mail.doneAt === null));
}

/** Deletes a member's decision mails, pending or sent, with their records. */
export async function deletePendingMails(tx: Executor, memberId: number): Promise<void> {
  await tx.delete(decisionMails).where(eq(decisionMails.memberId, memberId));
}

const ofMember = (memberId: number, decisions: number[]) =>
  and(eq(decisionMails.memberId, memberId), inArray(decisionMails.decisionId, decisions));

/** Claims mails before they are sent. No other process sends them, even if this one dies. */
export async function claimMails(tx: Executor, memberId: number, decisions: number[], now: Date): Promise<void> {
  if (decisions.length === 0) return;
  await tx.update(decisionMails).set({ claimedAt: now }).where(ofMember(memberId, decisions));
}

/** Records that claimed mails were sent, or that there was nothing to send (`sent: false`). */
export async function finishMails(
  tx: Executor,
  memberId: number,
  decisions: number[],
  { sent, now }: { sent: boolean; now: Date },
): Promise<void> {
  if (decisions.length === 0) return;
  await tx.update(decisionMails).set({ doneAt: now, sent }).where(ofMember(memberId, decisions));
}

/** Releases claimed mails that the mail server refused, so that they are sent later. */
export async function releaseMails(tx: Executor, memberId: number, decisions: number[]): Promise<void> {
  await tx.update(decisionMails).set({ claimedAt: null }).where(ofMember(memberId, decisions));
}
