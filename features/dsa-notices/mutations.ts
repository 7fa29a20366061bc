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
 * Takes a notice of illegal content: stored once while it is open, however often it is sent, with its receipt in the queue of mails (none
 * beyond the mailbox's limit: the page behind its reference is the receipt then). Gives its reference.
 * Refused beside `address` as `findNoticeContent` says.
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
  return db.transaction(async (tx): Promise<Result<{ reference: string }>> => {
    // Sent twice at once, the second finds what the first stored.
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
    if (email !== null && (await consumeMailLimit(email)))
      await enqueue(tx, noticeMailJob, { notice: row.id, letter: "receipt" });
    return ok({ reference });
  });
}

/** A keyed hash of what was sent, so that the same notice is recognised. */
function hashNotice(parts: (string | number | null)[]): string {
  return signText("notice digest", JSON.stringify(parts));
}

/** A notice under its lock, as the moderator saw it; else who did what meanwhile. */
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
 * A moderator takes a notice on, so that others see it; on a decided one: takes it up again.
 * Refused with `member.forbidden`, `notice.gone`, `notice.conflict`, or `notice.again` where the same notice is open again.
 */
export async function reviewNotice(
  db: Executor,
  actor: Moderator,
  { notice: id, version }: { notice: number; version: number },
): Promise<Result<{ version: number }>> {
  return db.transaction(async (tx): Promise<Result<{ version: number }>> => {
    const known = await findActor(tx, actor);
    if (!known.ok) return known;
    const locked = await lockNotice(tx, id, version);
    if (!locked.ok) return locked;
    if (!(await mayReopenNotice(tx, locked.value))) return refused("notice.again");
    await tx.insert(dsaNoticeEvents).values({ noticeId: id, kind: "review", actorId: actor.id });
    await tx.update(dsaNotices).set(reopenedColumns("review")).where(eq(dsaNotices.id, id));
    return ok({ version: version + 1 });
  });
}

/**
 * Decides on a notice; where the comment is taken away, by a decision on it like any other, that names the notice. Its sender is written to
 * after the grace that a moderator has for an undo.
 * Refused with `member.forbidden`, `notice.gone`, `notice.conflict`, `notice.decided`, `notice.sameModerator` (contested: somebody else decides
 * where there is somebody), `notice.measureUnfit`, or as `decide` on the comment.
 */
export async function decideNotice(
  db: Executor,
  actor: Moderator,
  given: {
    notice: number;
    version: number;
    content?: number | undefined;
    measure: Measure;
    reason?: string | undefined;
    reasons: string;
    /** What the decision on the comment says of where it comes from. */
    note: (reference: string) => string;
  },
): Promise<Result<{ version: number }>> {
  return db.transaction(async (tx): Promise<Result<{ version: number }>> => {
    const known = await findActor(tx, actor);
    if (!known.ok) return known;
    const locked = await lockNotice(tx, given.notice, given.version);
    if (!locked.ok) return locked;
    const notice = locked.value;
    if (notice.state === "decided") return refused("notice.decided");
    const last = await findLastDecider(tx, notice.id);
    const comment = notice.commentId === null ? undefined : await findNoticeComment(tx, notice.commentId);
    if (comment && isSelf(actor, comment.memberId)) return refused("moderation.oneself");
    // Who wrote the comment is nobody who could decide instead.
    const involved = [actor.id, comment?.memberId ?? actor.id];
    if (last === actor.id && (await wasContested(tx, notice.id)) && (await hasUninvolvedModerator(tx, involved)))
      return refused("notice.sameModerator");
    const { measure, reasons } = given;
    const fits = listMeasures({ isComment: notice.commentId !== null, status: comment?.status ?? null });
    if (!fits.includes(measure)) return refused("form.invalid", { measure: "notice.measureUnfit" });
    let decisionId: number | null = null;
    if (comment && (measure === "remove" || measure === "spam")) {
      const decided = await decide(tx, {
        actor,
        subject: { kind: "comment", id: comment.id },
        action: measure,
        reason: given.reason,
        note: given.note(notice.reference),
        expectedVersion: given.content,
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
    return ok({ version: given.version + 1 });
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
 * Whoever sent a notice contests the decision, once and within six months: it waits again, for another moderator (art. 20). The link in
 * their mail is what shows that it is theirs.
 * Refused with `notice.gone`, `notice.notDecided`, `notice.contested` or `notice.tooLate`, `notice.again`.
 */
export async function contestNotice(
  db: Executor,
  { reference, why }: { reference: string; why: string },
): Promise<Result<undefined>> {
  return db.transaction(async (tx): Promise<Result<undefined>> => {
    const [notice] = await tx.select().from(dsaNotices).where(eq(dsaNotices.reference, reference)).for("update");
    if (!notice) return refused("notice.gone");
    if ((await findSentNotice(tx, reference))?.contested) return refused("notice.contested");
    if (!notice.decidedAt) return refused("notice.notDecided");
    const { "site.zone": zone } = await readSettings(tx);
    if (!isContestable(notice.decidedAt, new Date(), zone)) return refused("notice.tooLate");
    if (!(await mayReopenNotice(tx, notice))) return refused("notice.again");
    await tx.insert(dsaNoticeEvents).values({ noticeId: notice.id, kind: "contested", text: why });
    await tx.update(dsaNotices).set(reopenedColumns("received")).where(eq(dsaNotices.id, notice.id));
    return ok(undefined);
  });
}

/**
 * Deletes names and addresses of senders whose notices were decided long enough ago: `notices.forgetDays`, and never before the last day on which
 * they may contest the decision (`isContestable`) is over. Returns how many.
 */
export async function eraseSenders(db: Executor): Promise<number> {
  const { "notices.forgetDays": days, "site.zone": zone } = await readSettings(db);
  const forgotten = await db
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
  return forgotten.length;
}
