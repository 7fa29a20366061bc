import { and, desc, eq, isNull, ne, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { CommentStatus } from "#db/schema/comments.ts";
import { type DecisionState, moderationDecisions } from "#db/schema.ts";
import { applyToComments } from "#features/comments/apply-statuses.ts";
import { lockComment } from "#features/comments/lock-comments.ts";
import { recordDecision } from "#features/decision-history/mutations.ts";
import { retractNotification, retractPartNotifications } from "#features/decision-history/notifications.ts";
import { isUndone, listDecisionsOn } from "#features/decision-history/queries.ts";
import { closeAfterUndo, reopenAfterDecision, reopenAfterUndo } from "#features/decision-history/reopen-dsa-notices.ts";
import { deriveField } from "#features/decision-history/rules.ts";
import { findActor, type VerifiedActor } from "#features/members/standing/actor.ts";
import { notifyReporters } from "#features/reports/notify-reporters.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { closeAppeals } from "../appeals/close-appeals.ts";
import { lockArticlesOfDecision, restorePartComments } from "./ban-cascade.ts";
import { supersededRefusal } from "./conflicts.ts";
import { applyToMember, lockMember } from "./decide-on-member.ts";
import { applyToThread, lockThread } from "./decide-on-thread.ts";
import { applyVoteStates, lockVote } from "./decide-on-vote.ts";

type Row = typeof moderationDecisions.$inferSelect;

interface UndoneDecision {
  undoId: number;
  /** The decision that was undone. */
  decision: number;
  subject: Row["subject"];
  subjectId: number;
  action: Row["action"];
  /** How many parts of the decision were undone with it. */
  parts: number;
}

/**
 * Undoes one of the actor's own decisions with all its effects, by storing an undo. Without `decision`, undoes the last
 * one that is not undone yet; a repeated call then undoes the one before. `decision` makes a double click undo only
 * one.
 * Refused with `member.forbidden`, `moderation.nothingToUndo`, `moderation.superseded` (a later decision by somebody
 * else, which it names), or as a decision on that subject is.
 */
export async function undoDecision(
  db: Executor,
  actor: { id: number },
  decision?: number,
): Promise<Result<UndoneDecision>> {
  return db.transaction(async (tx): Promise<Result<UndoneDecision>> => {
    const verified = await findActor(tx, actor);
    if (!verified.ok) return verified;
    // Serialises the undos of one moderator: the second sees the result of the first.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('moderation-undo'), ${actor.id}::int)`);
    // Waits for a part of the selection that is being decided, and makes the next part wait.
    const [row] = await selectUndoable(tx, actor.id, decision).for("update");
    if (!row) return refused("moderation.nothingToUndo");
    return revertDecision(tx, verified.value, row);
  });
}

/** Selects the actor's own decision that can be undone: `decision`, or else the last one. */
export function selectUndoable(tx: Executor, actorId: number, decision: number | undefined) {
  return tx
    .select()
    .from(moderationDecisions)
    .where(
      and(
        eq(moderationDecisions.actorId, actorId),
        ne(moderationDecisions.action, "undo"),
        // A part is undone with its decision.
        isNull(moderationDecisions.partOf),
        sql`not ${isUndone}`,
        // The outcome of an appeal is final.
        sql`not exists (select from appeal_outcomes as o where o.undo_id = moderation_decisions.id)`,
        decision === undefined ? undefined : eq(moderationDecisions.id, decision),
      ),
    )
    .orderBy(desc(moderationDecisions.id))
    .limit(1);
}

interface RevertOptions {
  /**
   * The undo is the outcome of an appeal. It is then allowed even after a later decision on the subject, or if the text is gone: the state follows
   * from the other decisions. The caller notifies the member and closes the appeal.
   */
  onAppeal?: true;
}

/**
 * Reverts a decision whose row the caller has locked: its subject gets the state of its other decisions. Appeals
 * against the decision or its parts are closed without a decision.
 */
export async function revertDecision(
  tx: Executor,
  actor: VerifiedActor,
  row: Row,
  { onAppeal }: RevertOptions = {},
): Promise<Result<UndoneDecision>> {
  const parts = await countParts(tx, row.id);
  const subject = await lockSubject(tx, actor, row, { lenient: onAppeal || parts > 0, hasParts: parts > 0 });
  if (!subject.ok) return subject;
  // Read under the subject's lock, so that nobody decides on it meanwhile.
  const stateResult = await stateAfterUndo(tx, row, { lenient: onAppeal || isBulkDecision(row, parts) });
  if (!stateResult.ok) return stateResult;
  const state = stateResult.value;
  const { subject: kind, subjectId, articleId, memberId } = row;
  const undoId = await recordDecision(tx, {
    subject: kind,
    subjectId,
    articleId,
    memberId,
    actorId: actor.id,
    rule: actor.rule,
    action: "undo",
    reverts: row.id,
    before: row.after,
    after: state,
  });
  const applied = await subject.value(state);
  const closedAppeals = await closeAppeals(tx, row.id, onAppeal);
  await updateDsaNotices(tx, row, actor.id, parts > 0);
  if (kind !== "article") {
    const silent = onAppeal || closedAppeals.includes(row.id);
    await retractNotification(tx, row.id, { undo: undoId, memberId, ...applied }, { silent });
  }
  if ((kind === "comment" || kind === "vote") && parts > 0)
    await retractPartNotifications(tx, row.id, undoId, closedAppeals);
  return ok({ undoId, decision: row.id, subject: kind, subjectId, action: row.action, parts });
}

/**
 * Whether a decision covers several comments or votes. Its undo gives each the state of its other decisions; a later
 * decision on one does not block the others.
 */
export const isBulkDecision = ({ subject }: Row, parts: number) =>
  parts > 0 && (subject === "comment" || subject === "vote");

/**
 * The state of a decision's own subject after its undo. Refused with `moderation.nothingToUndo`, and, unless `lenient`, with
 * `moderation.superseded`.
 */
export async function stateAfterUndo(
  tx: Executor,
  row: Row,
  { lenient }: { lenient: boolean },
): Promise<Result<DecisionState>> {
  const history = await listDecisionsOn(tx, row.subject, row.subjectId);
  if (history.find(({ id }) => id === row.id)?.undone) return refused("moderation.nothingToUndo");
  const fields = Object.keys(row.after) as (keyof DecisionState)[];
  const later = history.findLast(
    ({ id, undone, after }) => id > row.id && !undone && fields.some((field) => field in after),
  );
  if (later && !lenient) return supersededRefusal(tx, later.id);
  const rest = history.map((decision) => (decision.id === row.id ? { ...decision, undone: true } : decision));
  return ok(Object.fromEntries(fields.map((field) => [field, deriveField(rest, field)])));
}

/**
 * Reopens or closes notices of illegal content after an undo, according to whether their comments can be read again.
 */
async function updateDsaNotices(tx: Executor, row: Row, actorId: number | null, hasParts: boolean): Promise<void> {
  if (row.subject !== "comment" && !hasParts) return;
  await closeAfterUndo(tx, row.id);
  if (row.subject === "comment") await reopenAfterUndo(tx, row.id, actorId);
  const ownComment = sql`select ${row.subjectId}::bigint where ${row.subject} = 'comment'`;
  const concerned = sql`(${ownComment} union select d.subject_id from moderation_decisions as d where d.part_of = ${row.id} and d.subject = 'comment')`;
  await reopenAfterDecision(tx, concerned, row.id, actorId);
}

/** The comments and votes that a decision covers as its parts. A message to the author of a refused comment is none. */
export async function countParts(tx: Executor, id: number): Promise<number> {
  const [row] = await tx
    .select({ parts: sql<number>`count(*)::int` })
    .from(moderationDecisions)
    .where(and(eq(moderationDecisions.partOf, id), ne(moderationDecisions.subject, "member")));
  return row?.parts ?? 0;
}

/** The comment and its status after the undo; empty for other subjects. */
interface StateAfterUndo {
  comment?: { id: number; status: CommentStatus };
}

/**
 * Locks the subject of a decision and returns the function that applies a state to it.
 * @param options `lenient` accepts a comment that is gone; `hasParts` locks the articles of the parts too
 */
async function lockSubject(
  tx: Executor,
  actor: VerifiedActor,
  row: Row,
  { lenient, hasParts }: { lenient: boolean; hasParts: boolean },
): Promise<Result<(state: DecisionState) => Promise<StateAfterUndo>>> {
  if (row.subject === "comment") {
    // Locks all articles in one order, before the article of the first comment.
    if (hasParts) await lockArticlesOfDecision(tx, row.id);
    const comment = await lockComment(tx, row.subjectId);
    if (!lenient && !comment) return refused("moderation.gone");
    if (!lenient && comment?.deletedAt) return refused("moderation.deleted");
    return ok(async (state) => {
      const remaining = comment && !comment.deletedAt ? comment : undefined;
      if (remaining) {
        await applyToComments(tx, [{ comment: remaining, to: state }]);
        await notifyReporters(tx, [remaining.id]);
      }
      if (hasParts) await restorePartComments(tx, row.id);
      return remaining ? { comment: { id: remaining.id, status: state.status ?? remaining.status } } : {};
    });
  }
  if (row.subject === "article") {
    const article = await lockThread(tx, row.subjectId);
    if (!article) return refused("moderation.gone");
    return ok(async (state) => {
      await applyToThread(tx, article, state);
      return {};
    });
  }
  if (row.subject === "vote") {
    const { articleId } = row;
    const vote = await lockVote(tx, row.subjectId, articleId);
    if (articleId === null || (!vote && !hasParts)) return refused("moderation.gone");
    return ok(async () => {
      await applyVoteStates(tx, articleId, row.id);
      return {};
    });
  }
  // The undo of a lift bans the member again.
  const allowed = await lockMember(tx, actor, row.subjectId, row.action === "lift");
  if (!allowed.ok) return allowed;
  return ok(async (state) => {
    await applyToMember(tx, row.subjectId, state);
    await restorePartComments(tx, row.id);
    return {};
  });
}
