import { and, count, eq, gt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { commentReports, comments, members, reportAbuseMarks, screeningVerdicts } from "#db/schema.ts";
import { applyToComments } from "#features/comments/apply-statuses.ts";
import { type LockedComment, lockComment } from "#features/comments/lock-comments.ts";
import { recordDecision } from "#features/decision-history/mutations.ts";
import { notifyOfDecision } from "#features/decision-history/notifications.ts";
import { type Actor, findActor } from "#features/members/standing/actor.ts";
import { isSelf, mayModerateMember } from "#features/members/standing/policy.ts";
import { readSettings } from "#features/settings/queries.ts";
import type { Settings } from "#features/settings/schema.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { findReport, listReports } from "./queries.ts";
import { isHidingWeight, reportsRule, sumOpenWeights } from "./rules.ts";

type ReportReason = (typeof commentReports.reason.enumValues)[number];

/**
 * Reports a comment, once per member: a second report replaces the first. Hides the comment for review if its open
 * reports weigh enough (`reports.hideAt`). After a moderator kept the comment, the same member cannot report it again
 * until its author edits it.
 * Refused with `comment.gone`, `comment.own`, `report.reviewed` or `report.tooMany`.
 */
export async function reportComment(
  db: Executor,
  memberId: number,
  commentId: number,
  report: { reason: ReportReason; note: string },
): Promise<Result<{ hidden: boolean }>> {
  return db.transaction(async (tx): Promise<Result<{ hidden: boolean }>> => {
    // Serialises the reports of one member, so that the count below is exact.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('reports'), ${memberId}::int)`);
    const comment = await lockComment(tx, commentId);
    if (comment?.status !== "visible") return refused("comment.gone");
    if (comment.memberId === memberId) return refused("comment.own");
    const settings = await readSettings(tx);
    const earlier = await findReport(tx, commentId, memberId);
    if (earlier && earlier.outcome !== "open" && !isChangedSince(comment, earlier.decidedAt))
      return refused("report.reviewed");
    if (!earlier && (await countRecentReports(tx, memberId)) >= settings["reports.perHour"])
      return refused("report.tooMany");
    await tx
      .insert(commentReports)
      .values({ commentId, memberId, ...report })
      .onConflictDoUpdate({
        target: [commentReports.commentId, commentReports.memberId],
        // A report of the edited text is new: an earlier decision does not answer it.
        set: { ...report, ...(earlier && earlier.outcome !== "open" ? { createdAt: sql`now()` } : {}) },
      });
    return ok({ hidden: await hideIfWeightReached(tx, comment, settings) });
  });
}

/** Whether the comment's author changed its text after a decision on it. */
function isChangedSince({ editedAt }: LockedComment, decidedAt: Date | null): boolean {
  return editedAt !== null && decidedAt !== null && editedAt > decidedAt;
}

async function countRecentReports(tx: Executor, memberId: number): Promise<number> {
  const [row] = await tx
    .select({ n: count() })
    .from(commentReports)
    .where(and(eq(commentReports.memberId, memberId), gt(commentReports.createdAt, sql`now() - interval '1 hour'`)));
  return row?.n ?? 0;
}

/**
 * Whether a comment was written by staff (contributors and above). Reports never hide those comments; moderators still
 * see the reports.
 */
async function isByStaff(tx: Executor, memberId: number | null): Promise<boolean> {
  if (memberId === null) return false;
  const [author] = await tx.select({ role: members.role }).from(members).where(eq(members.id, memberId));
  return author !== undefined && author.role !== "reader";
}

/**
 * Hides a comment if its open reports weigh enough. The caller has locked the comment: of two concurrent reports, the
 * second counts both.
 */
async function hideIfWeightReached(tx: Executor, comment: LockedComment, settings: Settings): Promise<boolean> {
  const reports = (await listReports(tx, [comment.id], settings)).get(comment.id) ?? [];
  if (!isHidingWeight(sumOpenWeights(reports), settings["reports.hideAt"]) || (await isByStaff(tx, comment.memberId)))
    return false;
  await holdComment(tx, comment, reportsRule);
  await tx
    .insert(screeningVerdicts)
    .values({ commentId: comment.id, position: 0, reason: "verdict.reports", action: "hold" })
    .onConflictDoNothing();
  return true;
}

/**
 * Marks a report as abusive, or removes the mark. An abusive report no longer counts for its comment, and lowers the
 * weight of its reporter's next reports. Of two concurrent calls, the second is refused.
 * Refused with `member.forbidden`, `report.gone`, `moderation.oneself`, `moderation.rank` or `report.already`.
 */
export async function markReport(
  db: Executor,
  actor: Exclude<Actor, { rule: string }>,
  reportId: number,
  abusive: boolean,
): Promise<Result<{ commentId: number }>> {
  return db.transaction(async (tx): Promise<Result<{ commentId: number }>> => {
    const verified = await findActor(tx, actor);
    if (!verified.ok) return verified;
    const [report] = await tx
      .select({
        memberId: commentReports.memberId,
        commentId: commentReports.commentId,
        role: members.role,
        authorId: comments.memberId,
      })
      .from(commentReports)
      .innerJoin(members, eq(members.id, commentReports.memberId))
      .innerJoin(comments, eq(comments.id, commentReports.commentId))
      .where(eq(commentReports.id, reportId))
      .for("update", { of: commentReports });
    if (!report) return refused("report.gone");
    const { memberId, commentId, role, authorId } = report;
    // Neither their own report nor a report of their own comment.
    if (isSelf(actor, memberId) || isSelf(actor, authorId)) return refused("moderation.oneself");
    if (!mayModerateMember(verified.value, { role })) return refused("moderation.rank");
    const isMarked = (await findReport(tx, commentId, memberId))?.outcome === "abusive";
    if (isMarked === abusive) return refused("report.already");
    await tx.insert(reportAbuseMarks).values({ reportId, memberId, actorId: actor.id, abusive });
    return ok({ commentId });
  });
}

/** Turns notifications about the outcome of a member's reports on or off. */
export async function setReportOutcomePreference(tx: Executor, memberId: number, enabled: boolean): Promise<void> {
  await tx
    .update(members)
    .set({ reportOutcomesOffAt: enabled ? null : sql`now()` })
    .where(eq(members.id, memberId));
}

/**
 * Hides a visible comment until a person has reviewed it: records the decision of `rule` and notifies the author.
 * Returns the decision's id.
 */
async function holdComment(tx: Executor, comment: LockedComment, rule: string): Promise<number> {
  const decision = await recordDecision(tx, {
    subject: "comment",
    subjectId: comment.id,
    articleId: comment.articleId,
    memberId: comment.memberId,
    rule,
    action: "hold",
    before: { status: comment.status },
    after: { status: "pending" },
  });
  await applyToComments(tx, [{ comment, to: { status: "pending" } }]);
  if (comment.memberId !== null) {
    const change = { id: comment.id, status: "pending" as const };
    await notifyOfDecision(tx, { decision, memberId: comment.memberId, comment: change }, { mails: true });
  }
  return decision;
}
