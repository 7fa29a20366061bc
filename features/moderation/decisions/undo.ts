import { and, desc, eq, isNull, ne, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { type DecidedState, moderationDecisions } from "#db/schema.ts";
import { closeRestored, reopenRestored, reopenUndone } from "#features/notices/deciding/open-again.ts";
import { tellReporters } from "#features/reports/outcomes/tell-reporters.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { endAppeals } from "../appeals/moot.ts";
import { type CommentStatus, derive } from "../rules.ts";
import { untellDecision, untellParts } from "../statements/mutations.ts";
import { findActor, type KnownActor } from "./actor.ts";
import { applyToComments } from "./apply-to-comments.ts";
import { isUndone, listDecisionsOn, superseded } from "./history.ts";
import { lockComment } from "./lock-comments.ts";
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
    // Waits for parts that are being decided, and makes the next part wait for this.
    const [row] = await selectOwn(tx, actor.id, decision).for("update");
    if (!row) return refused("moderation.nothingToUndo");
    return revert(tx, known.value, row);
  });
}

/** One's own decision that can be undone: the one named, else the last one. */
export function selectOwn(tx: Executor, actorId: number, decision: number | undefined) {
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

interface Manner {
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
export async function revert(
  tx: Executor,
  actor: KnownActor,
  row: Row,
  { onAppeal }: Manner = {},
): Promise<Result<Undone>> {
  const parts = await countParts(tx, row.id);
  const subject = await lockSubject(tx, actor, row, { lenient: onAppeal || parts > 0, hasParts: parts > 0 });
  if (!subject.ok) return subject;
  // Read under the subject's lock: nobody decides on it meanwhile.
  const without = await stateWithout(tx, row, { lenient: onAppeal || isSelection(row, parts) });
  if (!without.ok) return without;
  const state = without.value;
  const { subject: kind, subjectId, articleId, memberId } = row;
  const undo = await record(tx, {
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
  const mooted = await endAppeals(tx, row.id, onAppeal);
  await settleNotices(tx, row, actor.id, parts > 0);
  if (kind !== "article") {
    const quiet = onAppeal || mooted.includes(row.id);
    await untellDecision(tx, row.id, { undo, memberId, ...now }, { quiet });
  }
  if ((kind === "comment" || kind === "vote") && parts > 0) await untellParts(tx, row.id, undo, mooted);
  return ok({ undo, decision: row.id, subject: kind, subjectId, action: row.action, parts });
}

/** In a bulk decision each comment gets the state of its other decisions; one that was decided on since does not hold up the others. */
export const isSelection = ({ subject }: Row, parts: number) =>
  parts > 0 && (subject === "comment" || subject === "vote");

/**
 * The state of a decision's own subject after its undo. Refused with `moderation.nothingToUndo`, and, unless `lenient`, with
 * `moderation.superseded`.
 */
export async function stateWithout(
  tx: Executor,
  row: Row,
  { lenient }: { lenient: boolean },
): Promise<Result<DecidedState>> {
  const history = await listDecisionsOn(tx, row.subject, row.subjectId);
  if (history.find(({ id }) => id === row.id)?.undone) return refused("moderation.nothingToUndo");
  const fields = Object.keys(row.after) as (keyof DecidedState)[];
  const later = history.findLast(
    ({ id, undone, after }) => id > row.id && !undone && fields.some((field) => field in after),
  );
  if (later && !lenient) return superseded(tx, later.id);
  const rest = history.map((decision) => (decision.id === row.id ? { ...decision, undone: true } : decision));
  return ok(Object.fromEntries(fields.map((field) => [field, derive(rest, field)])));
}

/** Notices of illegal content stand as the comments do that the undo brought back, or took away again. */
async function settleNotices(tx: Executor, row: Row, actorId: number | null, hasParts: boolean): Promise<void> {
  if (row.subject !== "comment" && !hasParts) return;
  await closeRestored(tx, row.id);
  if (row.subject === "comment") await reopenUndone(tx, row.id, actorId);
  const own = sql`select ${row.subjectId}::bigint where ${row.subject} = 'comment'`;
  const concerned = sql`(${own} union select d.subject_id from moderation_decisions as d where d.part_of = ${row.id} and d.subject = 'comment')`;
  await reopenRestored(tx, concerned, row.id, actorId);
}

export async function countParts(tx: Executor, id: number): Promise<number> {
  const [row] = await tx
    .select({ parts: sql<number>`count(*)::int` })
    .from(moderationDecisions)
    .where(eq(moderationDecisions.partOf, id));
  return row?.parts ?? 0;
}

/** Where a comment stands once the state is made so; nothing for other subjects. */
interface Now {
  comment?: { id: number; status: CommentStatus };
}

/** Locks what a decision is about; gives what makes it as `state` says. `lenient`: also where the comment is gone. */
async function lockSubject(
  tx: Executor,
  actor: KnownActor,
  row: Row,
  { lenient, hasParts }: { lenient: boolean; hasParts: boolean },
): Promise<Result<(state: DecidedState) => Promise<Now>>> {
  if (row.subject === "comment") {
    // All articles in one order, before the first comment's own.
    if (hasParts) await lockArticlesOf(tx, row.id);
    const place = await lockComment(tx, row.subjectId);
    if (!lenient && !place) return refused("moderation.gone");
    if (!lenient && place?.deletedAt) return refused("moderation.deleted");
    return ok(async (state) => {
      const there = place && !place.deletedAt ? place : undefined;
      if (there) {
        await applyToComments(tx, [{ place: there, to: state }]);
        await tellReporters(tx, [there.id]);
      }
      if (hasParts) await bringBackComments(tx, row.id);
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
      await settleVotes(tx, articleId, row.id);
      return {};
    });
  }
  // Undoing what lifted a ban bans again.
  const allowed = await lockMember(tx, actor, row.subjectId, row.action === "lift");
  if (!allowed.ok) return allowed;
  return ok(async (state) => {
    await applyToMember(tx, row.subjectId, state);
    await bringBackComments(tx, row.id);
    return {};
  });
}
