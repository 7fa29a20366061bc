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
  /** What was undone. */
  decision: number;
  subject: Row["subject"];
  subjectId: number;
  action: Row["action"];
  /** How many decisions came with it, and went. */
  parts: number;
}

/**
 * Undoes one's own last decision that is not undone yet, with all its effects, by a further row; again: the one before. `decision` names the
 * one that is meant, so that a click that comes twice does not undo two.
 * Refused with `member.forbidden`, `moderation.nothingToUndo`, `moderation.superseded` (somebody decided again since: who and what), or as a
 * decision on that subject is.
 */
export async function undoDecision(
  db: Executor,
  actor: { id: number },
  decision?: number,
): Promise<Result<UndoneDecision>> {
  return db.transaction(async (tx): Promise<Result<UndoneDecision>> => {
    const known = await findActor(tx, actor);
    if (!known.ok) return known;
    // One undo of a person at a time: the second finds what the first left.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('moderation-undo'), ${actor.id}::int)`);
    // Waits for parts that are being decided, and makes the next part wait for this.
    const [row] = await selectUndoable(tx, actor.id, decision).for("update");
    if (!row) return refused("moderation.nothingToUndo");
    return revertDecision(tx, known.value, row);
  });
}

/** One's own decision that can be undone: the one named, else the last one. */
export function selectUndoable(tx: Executor, actorId: number, decision: number | undefined) {
  return tx
    .select()
    .from(moderationDecisions)
    .where(
      and(
        eq(moderationDecisions.actorId, actorId),
        ne(moderationDecisions.action, "undo"),
        // What came with another decision goes with it.
        isNull(moderationDecisions.partOf),
        sql`not ${isUndone}`,
        // How an appeal ended is not taken back.
        sql`not exists (select from appeal_outcomes as o where o.undo_id = moderation_decisions.id)`,
        decision === undefined ? undefined : eq(moderationDecisions.id, decision),
      ),
    )
    .orderBy(desc(moderationDecisions.id))
    .limit(1);
}

interface RevertOptions {
  /**
   * On appeal: also where somebody decided on the same thing since, or the text is gone by now. The decision is undone, and what is in
   * force is what the others say. Whoever decides the appeal tells the member, and how it ended is theirs to note.
   */
  onAppeal?: true;
}

/**
 * Reverts a decision whose row the caller holds: what it was about is again as its other decisions say. An appeal against it, or against
 * what came with it, is moot.
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
  // Read under the subject's lock: nobody decides on it meanwhile.
  const without = await stateAfterUndo(tx, row, { lenient: onAppeal || isBulkDecision(row, parts) });
  if (!without.ok) return without;
  const state = without.value;
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
  const now = await subject.value(state);
  const mooted = await closeAppeals(tx, row.id, onAppeal);
  await updateDsaNotices(tx, row, actor.id, parts > 0);
  if (kind !== "article") {
    const quiet = onAppeal || mooted.includes(row.id);
    await retractNotification(tx, row.id, { undo: undoId, memberId, ...now }, { quiet });
  }
  if ((kind === "comment" || kind === "vote") && parts > 0) await retractPartNotifications(tx, row.id, undoId, mooted);
  return ok({ undoId, decision: row.id, subject: kind, subjectId, action: row.action, parts });
}

/** In a bulk decision each comment gets the state of its other decisions; one that was decided on since does not hold up the others. */
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

/** Notices of illegal content stand as the comments do that the undo brought back, or took away again. */
async function updateDsaNotices(tx: Executor, row: Row, actorId: number | null, hasParts: boolean): Promise<void> {
  if (row.subject !== "comment" && !hasParts) return;
  await closeAfterUndo(tx, row.id);
  if (row.subject === "comment") await reopenAfterUndo(tx, row.id, actorId);
  const own = sql`select ${row.subjectId}::bigint where ${row.subject} = 'comment'`;
  const concerned = sql`(${own} union select d.subject_id from moderation_decisions as d where d.part_of = ${row.id} and d.subject = 'comment')`;
  await reopenAfterDecision(tx, concerned, row.id, actorId);
}

export async function countParts(tx: Executor, id: number): Promise<number> {
  const [row] = await tx
    .select({ parts: sql<number>`count(*)::int` })
    .from(moderationDecisions)
    .where(eq(moderationDecisions.partOf, id));
  return row?.parts ?? 0;
}

/** Where a comment stands once the state is made so; nothing for other subjects. */
interface StateAfterUndo {
  comment?: { id: number; status: CommentStatus };
}

/** Locks what a decision is about; gives what makes it as `state` says. `lenient`: also where the comment is gone. */
async function lockSubject(
  tx: Executor,
  actor: VerifiedActor,
  row: Row,
  { lenient, hasParts }: { lenient: boolean; hasParts: boolean },
): Promise<Result<(state: DecisionState) => Promise<StateAfterUndo>>> {
  if (row.subject === "comment") {
    // All articles in one order, before the first comment's own.
    if (hasParts) await lockArticlesOfDecision(tx, row.id);
    const place = await lockComment(tx, row.subjectId);
    if (!lenient && !place) return refused("moderation.gone");
    if (!lenient && place?.deletedAt) return refused("moderation.deleted");
    return ok(async (state) => {
      const there = place && !place.deletedAt ? place : undefined;
      if (there) {
        await applyToComments(tx, [{ place: there, to: state }]);
        await notifyReporters(tx, [there.id]);
      }
      if (hasParts) await restorePartComments(tx, row.id);
      return there ? { comment: { id: there.id, status: state.status ?? there.status } } : {};
    });
  }
  if (row.subject === "article") {
    const article = await lockThread(tx, row.subjectId);
    if (!article) return refused("moderation.gone");
    return ok(async (state) => {
      await applyToThread(tx, article, state.policy ?? article.policy);
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
  // Undoing what lifted a ban bans again.
  const allowed = await lockMember(tx, actor, row.subjectId, row.action === "lift");
  if (!allowed.ok) return allowed;
  return ok(async (state) => {
    await applyToMember(tx, row.subjectId, state);
    await restorePartComments(tx, row.id);
    return {};
  });
}
