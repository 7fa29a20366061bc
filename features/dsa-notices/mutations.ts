import { randomBytes } from "node:crypto";
import { and, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { comments, dsaNoticeEvents, dsaNotices, members } from "#db/schema.ts";
import { graceEndsAt, noticeMailJob } from "#features/decision-history/jobs.ts";
import { mayReopenNotice, reopenedColumns } from "#features/decision-history/reopen-dsa-notices.ts";
import { type Actor, findActor } from "#features/members/standing/actor.ts";
import { isSelf } from "#features/members/standing/policy.ts";
import { hasUninvolvedModerator } from "#features/members/standing/queries.ts";
import { decide } from "#features/moderation/decisions/decide.ts";
import { readSettings } from "#features/settings/queries.ts";
import { enqueue } from "#lib/jobs.ts";
import { signText } from "#lib/keyed-hash.ts";
import { consumeMailLimit } from "#lib/mail/mail-limit.ts";
import { ok, type Refusal, type Result, refused } from "#lib/result.ts";
import { findNoticeContent } from "./notice-content.ts";
import { findSentNotice } from "./queries.ts";
import {
  contestMonths,
  createReference,
  isContestable,
  listMeasures,
  type Measure,
  outcomeOfMeasure,
} from "./rules.ts";
import type { NoticeInput } from "./schema.ts";

type Moderator = Exclude<Actor, { rule: string }>;

/**
 * Stores a notice of illegal content and schedules its receipt. An identical notice is stored once while it is open. A
 * mailbox above its mail limit gets no receipt by mail; the notice's page then serves as receipt. Returns the notice's
 * reference.
 * Refused as `findNoticeContent` is, on the field `address`.
 */
export async function sendNotice(
  db: Executor,
  input: NoticeInput,
  siteUrl: string,
): Promise<Result<{ reference: string }>> {
  const content = await findNoticeContent(db, input.address, siteUrl);
  if (!content.ok) return content;
  const { articleId, commentId, address } = content.value;
  const { ground, explanation, name } = input;
  const email = input.email || null;
  const contentHash = hashNotice([ground, articleId, commentId, explanation, email?.toLowerCase() ?? ""]);
  // Counted before the transaction: the counter needs a connection of its own, for which transactions that hold all of them would wait.
  const getsReceipt = email !== null && (await consumeMailLimit(email));
  return db.transaction(async (tx): Promise<Result<{ reference: string }>> => {
    // Of two identical notices sent concurrently, the second finds the first.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('notice'), hashtext(${contentHash}))`);
    const [earlier] = await tx
      .select({ reference: dsaNotices.reference })
      .from(dsaNotices)
      .where(and(eq(dsaNotices.contentHash, contentHash), isNull(dsaNotices.decidedAt)));
    if (earlier) return ok(earlier);
    const reference = createReference(randomBytes(8), new Date().getUTCFullYear());
    const [row] = await tx
      .insert(dsaNotices)
      .values({ reference, ground, explanation, articleId, commentId, address, name, email, contentHash })
      .returning({ id: dsaNotices.id });
    if (!row) throw new Error("The notice was not stored.");
    await tx.insert(dsaNoticeEvents).values({ noticeId: row.id, kind: "received" });
    if (getsReceipt) await enqueue(tx, noticeMailJob, { notice: row.id, letter: "receipt" });
    return ok({ reference });
  });
}

/** A keyed digest of a notice, which identifies duplicates without revealing the content. */
function hashNotice(parts: (string | number | null)[]): string {
  return signText("notice digest", JSON.stringify(parts));
}

/** Locks a notice in the version that the moderator saw. Refused with `notice.gone` or `notice.conflict`. */
async function lockNotice(tx: Executor, id: number, version: number) {
  const [notice] = await tx.select().from(dsaNotices).where(eq(dsaNotices.id, id)).for("update");
  if (!notice) return refused("notice.gone");
  return notice.version === version ? ok(notice) : findNoticeConflict(tx, id);
}

async function findNoticeConflict(tx: Executor, noticeId: number): Promise<Refusal> {
  const [last] = await tx
    .select({ kind: dsaNoticeEvents.kind, name: members.name })
    .from(dsaNoticeEvents)
    .leftJoin(members, eq(members.id, dsaNoticeEvents.actorId))
    .where(and(eq(dsaNoticeEvents.noticeId, noticeId), sql`${dsaNoticeEvents.kind} <> 'answered'`))
    .orderBy(desc(dsaNoticeEvents.id))
    .limit(1);
  return refused("notice.conflict", undefined, { kind: last?.kind ?? "", name: last?.name ?? "" });
}

/**
 * Takes a notice into review, so that other moderators see it; a decided notice is reopened.
 * Refused with `member.forbidden`, `notice.gone`, `notice.conflict`, or `notice.again` if the same notice is open.
 */
export async function reviewNotice(
  db: Executor,
  actor: Moderator,
  { notice: id, version }: { notice: number; version: number },
): Promise<Result<{ version: number }>> {
  return db.transaction(async (tx): Promise<Result<{ version: number }>> => {
    const verified = await findActor(tx, actor);
    if (!verified.ok) return verified;
    const locked = await lockNotice(tx, id, version);
    if (!locked.ok) return locked;
    if (!(await mayReopenNotice(tx, locked.value))) return refused("notice.again");
    await tx.insert(dsaNoticeEvents).values({ noticeId: id, kind: "review", actorId: actor.id });
    await tx.update(dsaNotices).set(reopenedColumns("review")).where(eq(dsaNotices.id, id));
    return ok({ version: version + 1 });
  });
}

/**
 * Decides on a notice. A comment is removed by an ordinary decision whose note names the notice. The sender is mailed
 * after the grace period for an undo.
 * Refused with `member.forbidden`, `notice.gone`, `notice.conflict`, `notice.decided`, `notice.sameModerator` (a
 * contested notice needs another moderator if there is one), `notice.measureUnfit`, or as `decide` on the comment is.
 */
export async function decideNotice(
  db: Executor,
  actor: Moderator,
  request: {
    notice: number;
    version: number;
    content?: number | undefined;
    measure: Measure;
    reason?: string | undefined;
    reasons: string;
    /** Creates the note of the decision on the comment. */
    note: (reference: string) => string;
  },
): Promise<Result<{ version: number }>> {
  return db.transaction(async (tx): Promise<Result<{ version: number }>> => {
    const verified = await findActor(tx, actor);
    if (!verified.ok) return verified;
    const locked = await lockNotice(tx, request.notice, request.version);
    if (!locked.ok) return locked;
    const notice = locked.value;
    if (notice.state === "decided") return refused("notice.decided");
    const lastDecider = await findLastDecider(tx, notice.id);
    const comment = notice.commentId === null ? undefined : await findNoticeComment(tx, notice.commentId);
    if (comment && isSelf(actor, comment.memberId)) return refused("moderation.oneself");
    // The comment's author cannot decide instead.
    const involved = [actor.id, comment?.memberId ?? actor.id];
    if (lastDecider === actor.id && (await wasContested(tx, notice.id)) && (await hasUninvolvedModerator(tx, involved)))
      return refused("notice.sameModerator");
    const { measure, reasons } = request;
    const allowedMeasures = listMeasures({ isComment: notice.commentId !== null, status: comment?.status ?? null });
    if (!allowedMeasures.includes(measure)) return refused("form.invalid", { measure: "notice.measureUnfit" });
    let decisionId: number | null = null;
    if (comment && (measure === "remove" || measure === "spam")) {
      const decided = await decide(tx, {
        actor,
        subject: { kind: "comment", id: comment.id },
        action: measure,
        reason: request.reason,
        note: request.note(notice.reference),
        expectedVersion: request.content,
      });
      if (!decided.ok) return decided;
      decisionId = decided.value.decision;
    }
    const outcome = outcomeOfMeasure(measure);
    const [event] = await tx
      .insert(dsaNoticeEvents)
      .values({ noticeId: notice.id, kind: "decided", actorId: actor.id, outcome, text: reasons, decisionId })
      .returning({ id: dsaNoticeEvents.id });
    await tx
      .update(dsaNotices)
      .set({
        state: "decided",
        outcome,
        reasons,
        decisionId,
        decidedAt: sql`now()`,
        version: sql`${dsaNotices.version} + 1`,
      })
      .where(eq(dsaNotices.id, notice.id));
    const at = graceEndsAt();
    await enqueue(tx, noticeMailJob, { notice: notice.id, letter: "outcome", event: event?.id ?? 0 }, { at });
    return ok({ version: request.version + 1 });
  });
}

async function findNoticeComment(tx: Executor, id: number) {
  const [row] = await tx
    .select({ id: comments.id, status: comments.status, memberId: comments.memberId })
    .from(comments)
    .where(eq(comments.id, id));
  return row;
}

async function findLastDecider(tx: Executor, noticeId: number): Promise<number | null> {
  const [row] = await tx
    .select({ actorId: dsaNoticeEvents.actorId })
    .from(dsaNoticeEvents)
    .where(and(eq(dsaNoticeEvents.noticeId, noticeId), eq(dsaNoticeEvents.kind, "decided")))
    .orderBy(desc(dsaNoticeEvents.id))
    .limit(1);
  return row?.actorId ?? null;
}

async function wasContested(tx: Executor, noticeId: number): Promise<boolean> {
  const [row] = await tx
    .select({ id: dsaNoticeEvents.id })
    .from(dsaNoticeEvents)
    .where(and(eq(dsaNoticeEvents.noticeId, noticeId), eq(dsaNoticeEvents.kind, "contested")))
    .limit(1);
  return row !== undefined;
}

/**
 * Contests the decision on a notice, once and within six months: the notice is open again, for another moderator
 * (Digital Services Act, article 20). The secret of the mailed link identifies the sender.
 * Refused with `notice.gone`, `notice.notDecided`, `notice.contested`, `notice.tooLate` or `notice.again`.
 */
export async function contestNotice(
  db: Executor,
  { reference, why: explanation }: { reference: string; why: string },
): Promise<Result<undefined>> {
  return db.transaction(async (tx): Promise<Result<undefined>> => {
    const [notice] = await tx.select().from(dsaNotices).where(eq(dsaNotices.reference, reference)).for("update");
    if (!notice) return refused("notice.gone");
    if ((await findSentNotice(tx, reference))?.contested) return refused("notice.contested");
    if (!notice.decidedAt) return refused("notice.notDecided");
    const { "site.zone": zone } = await readSettings(tx);
    if (!isContestable(notice.decidedAt, new Date(), zone)) return refused("notice.tooLate");
    if (!(await mayReopenNotice(tx, notice))) return refused("notice.again");
    await tx.insert(dsaNoticeEvents).values({ noticeId: notice.id, kind: "contested", text: explanation });
    await tx.update(dsaNotices).set(reopenedColumns("received")).where(eq(dsaNotices.id, notice.id));
    return ok(undefined);
  });
}

/**
 * Erases the names and e-mail addresses of senders whose notices were decided more than `notices.forgetDays` ago, but
 * never before the period for contesting ends (`isContestable`). Returns the number of notices.
 */
export async function eraseSenders(db: Executor): Promise<number> {
  const { "notices.forgetDays": days, "site.zone": zone } = await readSettings(db);
  const erased = await db
    .update(dsaNotices)
    .set({ name: "", email: null, senderErasedAt: sql`now()`, contentHash: sql`${dsaNotices.reference}` })
    .where(
      and(
        isNull(dsaNotices.senderErasedAt),
        isNotNull(dsaNotices.decidedAt),
        sql`${dsaNotices.decidedAt} < now() - make_interval(days => ${days}::int)`,
        sql`(date_trunc('day', ${dsaNotices.decidedAt} at time zone ${zone}) + make_interval(months => ${contestMonths}::int)
          + interval '1 day') at time zone ${zone} <= now()`,
      ),
    )
    .returning({ id: dsaNotices.id });
  return erased.length;
}
