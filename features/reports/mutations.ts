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
 * Tells the moderators about a comment, once per member (a second report replaces the first), and hides it until one has looked when the open
 * reports weigh enough (`reports.hideAt`). What a person left as it is is not reported again by the same member until its author changes it.
 * Refused with `comment.gone`, `comment.own`, `report.reviewed` or `report.tooMany`.
 */
export async function reportComment(
  db: Executor,
  memberId: number,
  commentId: number,
  report: { reason: ReportReason; note: string },
): Promise<Result<{ hidden: boolean }>> {
  return db.transaction(async (tx): Promise<Result<{ hidden: boolean }>> => {
    // One report of a member at a time, so that the count below is true.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('reports'), ${memberId}::int)`);
    const place = await lockComment(tx, commentId);
    if (place?.status !== "visible") return refused("comment.gone");
    if (place.memberId === memberId) return refused("comment.own");
    const settings = await readSettings(tx);
    const earlier = await findReport(tx, commentId, memberId);
    if (earlier && earlier.outcome !== "open" && !isChangedSince(place, earlier.decidedAt))
      return refused("report.reviewed");
    if (!earlier && (await countRecentReports(tx, memberId)) >= settings["reports.perHour"])
      return refused("report.tooMany");
    await tx
      .insert(commentReports)
      .values({ commentId, memberId, ...report })
      .onConflictDoUpdate({
        target: [commentReports.commentId, commentReports.memberId],
        // About the text as it is now: what was decided on an earlier one does not answer it.
        set: { ...report, ...(earlier && earlier.outcome !== "open" ? { createdAt: sql`now()` } : {}) },
      });
    return ok({ hidden: await hideIfWeightReached(tx, place, settings) });
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

/** Staff never wait for moderation: what contributors and above wrote is shown to the moderators, not hidden. */
async function isByStaff(tx: Executor, memberId: number | null): Promise<boolean> {
  if (memberId === null) return false;
  const [author] = await tx.select({ role: members.role }).from(members).where(eq(members.id, memberId));
  return author !== undefined && author.role !== "reader";
}

/** Under the comment's lock: of two reports at once the second weighs both. */
async function hideIfWeightReached(tx: Executor, place: LockedComment, settings: Settings): Promise<boolean> {
  const reports = (await listReports(tx, [place.id], settings)).get(place.id) ?? [];
  if (!isHidingWeight(sumOpenWeights(reports), settings["reports.hideAt"]) || (await isByStaff(tx, place.memberId)))
    return false;
  await holdComment(tx, place, reportsRule);
  await tx
    .insert(screeningVerdicts)
    .values({ commentId: place.id, position: 0, reason: "verdict.reports", action: "hold" })
    .onConflictDoNothing();
  return true;
}

/**
 * A moderator calls a report abusive, or takes that back: it no longer weighs on its comment, and lowers what its reporter's next ones are
 * worth. Of two at once the second is refused.
 * Refused with `member.forbidden`, `report.gone`, `moderation.oneself`, `moderation.rank` or `report.already`.
 */
export async function markReport(
  db: Executor,
  actor: Exclude<Actor, { rule: string }>,
  reportId: number,
  abusive: boolean,
): Promise<Result<{ commentId: number }>> {
  return db.transaction(async (tx): Promise<Result<{ commentId: number }>> => {
    const known = await findActor(tx, actor);
    if (!known.ok) return known;
    const [report] = await tx
      .select({
        memberId: commentReports.memberId,
        commentId: commentReports.commentId,
        role: members.role,
        writerId: comments.memberId,
      })
      .from(commentReports)
      .innerJoin(members, eq(members.id, commentReports.memberId))
      .innerJoin(comments, eq(comments.id, commentReports.commentId))
      .where(eq(commentReports.id, reportId))
      .for("update", { of: commentReports });
    if (!report) return refused("report.gone");
    const { memberId, commentId, role, writerId } = report;
    // Neither one's own report, nor the reports of what one wrote.
    if (isSelf(actor, memberId) || isSelf(actor, writerId)) return refused("moderation.oneself");
    if (!mayModerateMember(known.value, { role })) return refused("moderation.rank");
    const marked = (await findReport(tx, commentId, memberId))?.outcome === "abusive";
    if (marked === abusive) return refused("report.already");
    await tx.insert(reportAbuseMarks).values({ reportId, memberId, actorId: actor.id, abusive });
    return ok({ commentId });
  });
}

/** Whether a member is told what became of their reports, from now on. */
export async function setReportOutcomePreference(tx: Executor, memberId: number, tell: boolean): Promise<void> {
  await tx
    .update(members)
    .set({ reportOutcomesOffAt: tell ? null : sql`now()` })
    .where(eq(members.id, memberId));
}

/** A rule hides a visible comment until a person has looked at it: a decision like any other, its author told. Gives its id. */
async function holdComment(tx: Executor, place: LockedComment, rule: string): Promise<number> {
  const decision = await recordDecision(tx, {
    subject: "comment",
    subjectId: place.id,
    articleId: place.articleId,
    memberId: place.memberId,
    rule,
    action: "hold",
    before: { status: place.status },
    after: { status: "pending" },
  });
  await applyToComments(tx, [{ place, to: { status: "pending" } }]);
  if (place.memberId !== null) {
    const comment = { id: place.id, status: "pending" as const };
    await notifyOfDecision(tx, { decision, memberId: place.memberId, comment }, { mails: true });
  }
  return decision;
}
