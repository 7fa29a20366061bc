import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { CommentStatus } from "#db/schema/comments.ts";
import { decisionMails, notifications } from "#db/schema.ts";
import { enqueueAll } from "#lib/jobs.ts";
import { decisionMailJob, mailGraceSeconds } from "./jobs.ts";

interface DecisionNotification {
  decision: number;
  memberId: number;
  /** Where the decision is about one of the member's comments: which, and what became of it. */
  comment?: { id: number; status: CommentStatus };
}

/** Notifies members of decisions, in a fixed number of statements; with `mails` they also get one once its grace is over. In the transaction that decides. */
export async function notifyOfDecisions(
  tx: Executor,
  all: DecisionNotification[],
  { mails }: { mails: boolean },
): Promise<void> {
  if (all.length === 0) return;
  await tx.insert(notifications).values(
    all.map(({ decision, memberId, comment }) => ({
      memberId,
      kind: "decision" as const,
      decisionId: decision,
      ...(comment && { commentId: comment.id, status: comment.status }),
    })),
  );
  if (mails) await scheduleDecisionMails(tx, all);
}

/** The same for one. */
export function notifyOfDecision(tx: Executor, one: DecisionNotification, how: { mails: boolean }): Promise<void> {
  return notifyOfDecisions(tx, [one], how);
}

/** Tells each voter that their vote was set aside, by this decision or a part of it. A fixed number of statements. */
export async function notifyVoters(tx: Executor, head: number): Promise<void> {
  const told = await tx.execute<{ decision_id: string; member_id: string }>(sql`
    insert into notifications (member_id, kind, decision_id)
    select d.member_id, 'decision', d.id from moderation_decisions as d
    where (d.id = ${head} or d.part_of = ${head}) and d.subject = 'vote' and d.action = 'discard' and d.member_id is not null
    order by d.id
    returning decision_id, member_id`);
  await scheduleDecisionMails(
    tx,
    told.map((row) => ({ decision: Number(row.decision_id), memberId: Number(row.member_id) })),
  );
}

/**
 * Has decisions mailed each to its member after their grace, together with all others about them by then. One job for a member who has
 * none: while a mail of theirs is in its grace, the job of that one finds this one too (`sendDecisionMails`). A row that somebody holds may be
 * leaving just now, and counts for nothing: a job too many does no harm.
 */
async function scheduleDecisionMails(tx: Executor, mails: { decision: number; memberId: number }[]): Promise<void> {
  if (mails.length === 0) return;
  const now = new Date();
  const dueAt = new Date(now.getTime() + mailGraceSeconds * 1_000);
  const first = await tx.execute<{ member_id: string }>(sql`
    with waiting as (
      insert into decision_mails (decision_id, member_id, due_at)
      select decision, member, ${dueAt.toISOString()}::timestamptz
      from unnest(${sqlIds(mails.map((mail) => mail.decision))}, ${sqlIds(mails.map((mail) => mail.memberId))}) as mail (decision, member)
      on conflict do nothing
      returning member_id
    )
    select distinct waiting.member_id from waiting
    left join lateral (
      select true as soon from decision_mails as earlier
      where earlier.member_id = waiting.member_id and earlier.claimed_at is null and earlier.done_at is null
        and earlier.due_at > ${now.toISOString()}::timestamptz
      limit 1 for update skip locked
    ) as job on true
    where job.soon is null
    order by waiting.member_id`);
  await enqueueAll(
    tx,
    decisionMailJob,
    first.map((row) => ({ memberId: Number(row.member_id) })),
    dueAt,
  );
}

const sqlIds = (ids: number[]) => sql`${`{${ids.join(",")}}`}::bigint[]`;

/**
 * Takes back what was told of a decision that is undone by `undo`: an unread notification goes, a mail in its grace stays unsent. Who has
 * read of it, or had the mail, is told how things stand now, unless `quiet`: then somebody else tells them.
 */
export async function retractNotification(
  tx: Executor,
  decision: number,
  now: { undo: number; memberId: number | null; comment?: { id: number; status: CommentStatus } },
  { quiet = false }: { quiet?: boolean } = {},
): Promise<void> {
  const told = and(eq(notifications.decisionId, decision), eq(notifications.kind, "decision"));
  await tx.delete(notifications).where(and(told, isNull(notifications.readAt)));
  if (quiet || now.memberId === null) return;
  const [read] = await tx.select({ id: notifications.id }).from(notifications).where(told).limit(1);
  const mailed = await wasMailed(tx, decision, now.memberId);
  if (!read && !mailed) return;
  const { undo, memberId, comment } = now;
  await notifyOfDecision(tx, { decision: undo, memberId, ...(comment && { comment }) }, { mails: mailed });
}

/**
 * The same for all comments, or votes, that were decided on together with one, by whomever they were written; `quiet`: the decisions that are told of
 * otherwise. A fixed number of statements, however many there are.
 */
export async function retractPartNotifications(
  tx: Executor,
  head: number,
  undo: number,
  quiet: number[],
): Promise<void> {
  const parts = sql`moderation_decisions as part where part.part_of = ${head} and part.subject in ('comment', 'vote')`;
  await tx.execute(sql`
    delete from notifications
    where kind = 'decision' and read_at is null and decision_id in (select part.id from ${parts})`);
  // Held as `wasMailed` holds one; the next statement then sees what whoever was faster left.
  await tx.execute(sql`
    select from decision_mails as mail
    where (mail.member_id, mail.decision_id) in (select part.member_id, part.id from ${parts})
    order by mail.member_id, mail.decision_id for update`);
  const mailed = await tx.execute<{ member_id: string }>(sql`
    with heard as (
      select part.id, part.member_id, comment.id as comment_id, comment.status, ${isMailSent} as mailed
      from moderation_decisions as part
      left join comments as comment on part.subject = 'comment' and comment.id = part.subject_id
      left join decision_mails as mail on mail.member_id = part.member_id and mail.decision_id = part.id
      where part.part_of = ${head} and (part.subject = 'vote' or comment.id is not null) and part.member_id is not null
        and part.id <> all(${sqlIds(quiet)})
    ),
    told as (
      insert into notifications (member_id, kind, comment_id, status, decision_id)
      select heard.member_id, 'decision', heard.comment_id, heard.status, ${undo}::bigint
      from heard
      where heard.mailed
        or exists (select from notifications as n where n.decision_id = heard.id and n.kind = 'decision')
      order by heard.id
    )
    select distinct heard.member_id from heard where heard.mailed`);
  await scheduleDecisionMails(
    tx,
    mailed.map((row) => ({ decision: undo, memberId: Number(row.member_id) })),
  );
}

/** In SQL, of a row `mail` or of none: the mail has left, or is leaving. */
const isMailSent = sql`coalesce(mail.sent or (mail.claimed_at is not null and mail.done_at is null), false)`;

/**
 * Whether the mail about a decision has left, or is leaving. Holds its row: whoever sends it comes before, and it is found here, or after, and
 * they find the decision undone.
 */
async function wasMailed(tx: Executor, decision: number, memberId: number): Promise<boolean> {
  const [mail] = await tx
    .select()
    .from(decisionMails)
    .where(and(eq(decisionMails.memberId, memberId), eq(decisionMails.decisionId, decision)))
    .for("update");
  return mail !== undefined && (mail.sent || (mail.claimedAt !== null && mail.doneAt === null));
}

/** What waited to be mailed to a member is not, and nothing says that it was: they are deleted. */
export async function deletePendingMails(tx: Executor, memberId: number): Promise<void> {
  await tx.delete(decisionMails).where(eq(decisionMails.memberId, memberId));
}

const ofMember = (memberId: number, decisions: number[]) =>
  and(eq(decisionMails.memberId, memberId), inArray(decisionMails.decisionId, decisions));

/** Notes that these mails are about to leave: nobody else sends them, also if this process dies meanwhile. */
export async function claimMails(tx: Executor, memberId: number, decisions: number[], now: Date): Promise<void> {
  if (decisions.length === 0) return;
  await tx.update(decisionMails).set({ claimedAt: now }).where(ofMember(memberId, decisions));
}

/** Notes what became of mails: sent, or nothing to send. */
export async function finishMails(
  tx: Executor,
  memberId: number,
  decisions: number[],
  { sent, now }: { sent: boolean; now: Date },
): Promise<void> {
  if (decisions.length === 0) return;
  await tx.update(decisionMails).set({ doneAt: now, sent }).where(ofMember(memberId, decisions));
}

/** The mail server did not take them: they wait again. */
export async function releaseMails(tx: Executor, memberId: number, decisions: number[]): Promise<void> {
  await tx.update(decisionMails).set({ claimedAt: null }).where(ofMember(memberId, decisions));
}
