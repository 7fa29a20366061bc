import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { decisionMails, notifications } from "#db/schema.ts";
import { enqueue } from "#lib/jobs.ts";
import type { CommentStatus } from "../rules.ts";
import { decisionMail, graceSeconds } from "./jobs.ts";

interface Telling {
  decision: number;
  memberId: number;
  /** Where the decision is about one of the member's comments: which, and what became of it. */
  comment?: { id: number; status: CommentStatus };
}

/** Notifies a member of a decision; with `mails` they also get one once its grace is over. In the transaction that decides. */
export async function tellDecision(
  tx: Executor,
  { decision, memberId, comment }: Telling,
  { mails }: { mails: boolean },
): Promise<void> {
  await tx.insert(notifications).values({
    ...{ memberId, kind: "decision", decisionId: decision },
    ...(comment && { commentId: comment.id, status: comment.status }),
  });
  if (mails) await mailSoon(tx, decision, memberId);
}

/** Has a decision mailed after its grace, together with all others of that member by then. */
async function mailSoon(tx: Executor, decision: number, memberId: number): Promise<void> {
  const dueAt = new Date(Date.now() + graceSeconds * 1_000);
  await tx.insert(decisionMails).values({ decisionId: decision, memberId, dueAt }).onConflictDoNothing();
  await enqueue(tx, decisionMail, { memberId }, { at: dueAt });
}

/**
 * Takes back what was told of a decision that is undone by `undo`: an unread notification goes, a mail in its grace stays unsent. Who has
 * read of it, or had the mail, is told how things stand now, unless `quiet`: then somebody else tells them.
 */
export async function untellDecision(
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
  await tellDecision(tx, { decision: undo, memberId, ...(comment && { comment }) }, { mails: mailed });
}

/** The same for all comments that were decided on together with one, by whomever they were written; `quiet`: the decisions that are told of otherwise. */
export async function untellParts(tx: Executor, head: number, undo: number, quiet: number[]): Promise<void> {
  const parts = await tx.execute<{
    id: string;
    member_id: string | null;
    comment_id: string;
    status: CommentStatus;
  }>(sql`
    select part.id, part.member_id, comment.id as comment_id, comment.status
    from moderation_decisions as part join comments as comment on comment.id = part.subject_id
    where part.part_of = ${head} and part.subject = 'comment' order by part.id`);
  for (const part of parts) {
    const id = Number(part.id);
    const comment = { id: Number(part.comment_id), status: part.status };
    const memberId = part.member_id === null ? null : Number(part.member_id);
    await untellDecision(tx, id, { undo, memberId, comment }, { quiet: quiet.includes(id) });
  }
}

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
export async function forgetMails(tx: Executor, memberId: number): Promise<void> {
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
