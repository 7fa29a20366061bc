import { and, desc, eq, isNull, ne, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { type DecidedState, moderationDecisions } from "#db/schema.ts";
import { tellReporters } from "#features/reports/outcomes/tell-reporters.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { derive } from "../rules.ts";
import { findActor, type KnownActor } from "./actor.ts";
import { isUndone, listDecisionsOn, superseded } from "./history.ts";
import { applyToComment, lockComment, untellAuthor, untellAuthors } from "./on-comment.ts";
import { applyToMember, lockMember } from "./on-member.ts";
import { applyToThread, lockThread } from "./on-thread.ts";
import { lockVote, settleVotes } from "./on-vote.ts";
import { record } from "./record.ts";
import { bringBackComments, lockArticlesOf } from "./with-comments.ts";

type Row = typeof moderationDecisions.$inferSelect;

export interface Undone {
  undo: number;
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
export async function undo(db: Executor, actor: { id: number }, decision?: number): Promise<Result<Undone>> {
  return db.transaction(async (tx): Promise<Result<Undone>> => {
    const known = await findActor(tx, actor);
    if (!known.ok) return known;
    // One undo of a person at a time: the second finds what the first left.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('moderation-undo'), ${actor.id}::int)`);
    const row = await findOwn(tx, actor.id, decision);
    if (!row) return refused("moderation.nothingToUndo");
    return revert(tx, known.value, row);
  });
}

async function findOwn(tx: Executor, actorId: number, decision: number | undefined): Promise<Row | undefined> {
  const [row] = await tx
    .select()
    .from(moderationDecisions)
    .where(
      and(
        eq(moderationDecisions.actorId, actorId),
        ne(moderationDecisions.action, "undo"),
        // What came with another decision goes with it.
        isNull(moderationDecisions.partOf),
        sql`not ${isUndone}`,
        decision === undefined ? undefined : eq(moderationDecisions.id, decision),
      ),
    )
    .orderBy(desc(moderationDecisions.id))
    .limit(1)
    // Waits for what is being decided as a part of it, and has the next part wait for this.
    .for("update");
  return row;
}

/** Reverts a decision: what it was about is again as its other decisions say. */
async function revert(tx: Executor, actor: KnownActor, row: Row): Promise<Result<Undone>> {
  const parts = await countParts(tx, row.id);
  const subject = await lockSubject(tx, actor, row, parts > 0);
  if (!subject.ok) return subject;
  // Read under the subject's lock: nobody decides on it meanwhile.
  const history = await listDecisionsOn(tx, row.subject, row.subjectId);
  const fields = Object.keys(row.after) as (keyof DecidedState)[];
  const later = history.findLast(
    ({ id, undone, after }) => id > row.id && !undone && fields.some((field) => field in after),
  );
  // Of a selection each one is again what its other decisions say: what was decided on since holds up no other.
  const isSelection = parts > 0 && (row.subject === "comment" || row.subject === "vote");
  if (later && !isSelection) return superseded(tx, later.id);
  const rest = history.map((decision) => (decision.id === row.id ? { ...decision, undone: true } : decision));
  const state: DecidedState = Object.fromEntries(fields.map((field) => [field, derive(rest, field)]));
  const { subject: kind, subjectId, articleId, memberId } = row;
  const undone = await record(tx, {
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
  await subject.value(state, undone);
  return ok({ undo: undone, decision: row.id, subject: kind, subjectId, action: row.action, parts });
}

async function countParts(tx: Executor, id: number): Promise<number> {
  const [row] = await tx
    .select({ parts: sql<number>`count(*)::int` })
    .from(moderationDecisions)
    .where(eq(moderationDecisions.partOf, id));
  return row?.parts ?? 0;
}

/** Locks what a decision is about; gives what makes it as `state` says. */
async function lockSubject(
  tx: Executor,
  actor: KnownActor,
  row: Row,
  hasParts: boolean,
): Promise<Result<(state: DecidedState, undo: number) => Promise<void>>> {
  if (row.subject === "comment") {
    // All articles in one order, before the first comment's own.
    if (hasParts) await lockArticlesOf(tx, row.id);
    const place = await lockComment(tx, row.subjectId);
    if (!hasParts && !place) return refused("moderation.gone");
    if (!hasParts && place?.deletedAt) return refused("moderation.deleted");
    return ok(async (state, undo) => {
      if (place && !place.deletedAt) {
        await applyToComment(tx, place, state);
        const now = { memberId: place.memberId, commentId: place.id, status: state.status ?? place.status, undo };
        await untellAuthor(tx, row.id, now);
        await tellReporters(tx, [place.id]);
      }
      if (hasParts) await bringBackComments(tx, row.id);
      if (hasParts) await untellAuthors(tx, row.id, undo);
    });
  }
  if (row.subject === "article") {
    const article = await lockThread(tx, row.subjectId);
    if (!article) return refused("moderation.gone");
    return ok((state) => applyToThread(tx, article, state.policy ?? article.policy));
  }
  if (row.subject === "vote") {
    const { articleId } = row;
    const vote = await lockVote(tx, row.subjectId, articleId);
    if (articleId === null || (!vote && !hasParts)) return refused("moderation.gone");
    return ok(() => settleVotes(tx, articleId, row.id));
  }
  // Undoing what lifted a ban bans again.
  const allowed = await lockMember(tx, actor, row.subjectId, row.action === "lift");
  if (!allowed.ok) return allowed;
  return ok(async (state) => {
    await applyToMember(tx, row.subjectId, state);
    await bringBackComments(tx, row.id);
  });
}
