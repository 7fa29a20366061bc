import { and, eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { appealOutcomes, appeals, appealTexts, members, moderationDecisions, notifications } from "#db/schema.ts";
import { lockComment } from "#features/comments/lock-comments.ts";
import { isUndone, listDecisionsOn, lockDecisions } from "#features/decision-history/queries.ts";
import { deriveField, maxNoteLength } from "#features/decision-history/rules.ts";
import { findActor, type VerifiedActor } from "#features/members/standing/actor.ts";
import { readSettings } from "#features/settings/queries.ts";
import { enqueue } from "#lib/jobs.ts";
import { ok, type Refusal, type Result, refused } from "#lib/result.ts";
import { decideOnComment } from "../decisions/decide-on-comment.ts";
import { decideOnVote } from "../decisions/decide-on-vote.ts";
import { countParts, revertDecision } from "../decisions/undo.ts";
import { isAppealable } from "../statements/rules.ts";
import { appealMailJob } from "./jobs.ts";
import { checkAppealDecider } from "./queries.ts";
import { type AppealVerdict, appealEndsAt } from "./rules.ts";

type DecisionRow = typeof moderationDecisions.$inferSelect;

/**
 * A member contests a decision about them or a comment of theirs, once. Refused with `appeal.gone` (unknown, or about somebody else),
 * `.notAppealable`, `.undone`, `.tooLate` or `.already`.
 */
export async function appealDecision(
  db: Executor,
  memberId: number,
  { decision: id, body }: { decision: number; body: string },
  now = new Date(),
): Promise<Result<{ appeal: number }>> {
  return db.transaction(async (tx): Promise<Result<{ appeal: number }>> => {
    const [place] = await tx
      .select({ id: moderationDecisions.id, partOf: moderationDecisions.partOf })
      .from(moderationDecisions)
      .where(and(eq(moderationDecisions.id, id), eq(moderationDecisions.memberId, memberId)));
    if (!place) return refused("appeal.gone");
    await lockDecisions(tx, place.partOf === null ? [place.id] : [place.partOf, place.id]);
    // Read again under the lock: an undo that came first has committed.
    const [decision] = await tx
      .select({
        action: moderationDecisions.action,
        before: moderationDecisions.before,
        createdAt: moderationDecisions.createdAt,
        undone: isUndone,
      })
      .from(moderationDecisions)
      .where(eq(moderationDecisions.id, id));
    if (!decision || !isAppealable(decision)) return refused("appeal.notAppealable");
    if (decision.undone) return refused("appeal.undone");
    const { "site.zone": zone } = await readSettings(tx);
    if (now >= appealEndsAt(decision.createdAt, zone)) return refused("appeal.tooLate");
    const [appeal] = await tx
      .insert(appeals)
      .values({ decisionId: id, memberId })
      .onConflictDoNothing()
      .returning({ id: appeals.id });
    if (!appeal) return refused("appeal.already");
    await tx.insert(appealTexts).values({ appealId: appeal.id, memberId, body });
    return ok({ appeal: appeal.id });
  });
}

interface AppealDecision {
  appeal: number;
  outcome: AppealVerdict;
  /** Nobody else could decide. */
  sole: boolean;
}

/** Ends the transaction without a trace: somebody decided first. */
class DecidedMeanwhile extends Error {}

/**
 * Decides an appeal, with the reason that the member is told: the decision stands (`upheld`), or is undone with all its effects
 * (`overturned`). By somebody else than who took the decision; where nobody else could, by them, and the outcome says so (`sole`).
 * Refused with `member.forbidden`, `moderation.oneself`, `moderation.rank`, `form.invalid` (field `note`), `appeal.unknown`,
 * `appeal.samePerson`, or `appeal.decided` (who and how; also where it has become moot).
 */
export async function decideAppeal(
  db: Executor,
  actor: { id: number },
  { appeal: id, verdict, note }: { appeal: number; verdict: AppealVerdict; note: string },
): Promise<Result<AppealDecision>> {
  const reason = note.trim();
  if (reason === "") return refused("form.invalid", { note: "appeal.noteMissing" });
  if ([...reason].length > maxNoteLength)
    return refused("form.invalid", { note: "moderation.noteTooLong" }, { longest: maxNoteLength });
  const decided = db.transaction(async (tx): Promise<Result<AppealDecision>> => {
    const known = await findActor(tx, actor);
    if (!known.ok) return known;
    const [found] = await tx
      .select({ memberId: appeals.memberId, decision: moderationDecisions })
      .from(appeals)
      .innerJoin(moderationDecisions, eq(moderationDecisions.id, appeals.decisionId))
      .where(eq(appeals.id, id));
    if (!found) return refused("appeal.unknown");
    const { memberId, decision } = found;
    // First, as an undo of one's own and an appeal do: all that becomes of a decision comes in turn.
    await lockDecisions(tx, decision.partOf === null ? [decision.id] : [decision.partOf, decision.id]);
    const ended = await findAppealOutcome(tx, id);
    if (ended) return ended;
    const may = await checkAppealDecider(tx, known.value, memberId, decision);
    if (!may.ok) return may;
    const undone: Result<number | null> =
      verdict === "overturned" ? await overturnDecision(tx, known.value, decision) : ok(null);
    if (!undone.ok) return undone;
    const undoId = undone.value;
    const { sole } = may.value;
    const [outcome] = await tx
      .insert(appealOutcomes)
      .values({ appealId: id, outcome: verdict, actorId: actor.id, decidedBySameModerator: sole, note: reason, undoId })
      .onConflictDoNothing()
      .returning({ id: appealOutcomes.appealId });
    if (!outcome) throw new DecidedMeanwhile();
    await tx.insert(notifications).values({ memberId, kind: "appeal", decisionId: decision.id });
    await enqueue(tx, appealMailJob, { appeal: id });
    return ok({ appeal: id, outcome: verdict, sole });
  });
  return decided.catch(async (error: unknown) => {
    if (error instanceof DecidedMeanwhile) return (await findAppealOutcome(db, id)) ?? refused("appeal.unknown");
    throw error;
  });
}

/**
 * Undoes what was contested; gives the row that does, null where nothing had to be: the text is gone, or what others decided of it holds. Of a
 * selection's first only that one comment, by deciding the contrary: others hang on its row.
 */
async function overturnDecision(
  tx: Executor,
  actor: VerifiedActor,
  decision: DecisionRow,
): Promise<Result<number | null>> {
  if (decision.subject === "comment" && (await countParts(tx, decision.id)) > 0) {
    const place = await lockComment(tx, decision.subjectId);
    if (!place || place.deletedAt) return ok(null);
    // Read under the comment's lock: as an undo would leave it.
    const history = await listDecisionsOn(tx, "comment", decision.subjectId);
    const others = history.map((one) => (one.id === decision.id ? { ...one, undone: true } : one));
    const status = deriveField(others, "status");
    if (place.status === "visible" || (status !== "visible" && status !== "pending")) return ok(null);
    const given = { reason: null, note: "", expectedVersion: undefined };
    const approved = await decideOnComment(tx, actor, decision.subjectId, "approve", given);
    return approved.ok ? ok(approved.value.decision) : approved;
  }
  if (decision.subject === "vote" && (await countParts(tx, decision.id)) > 0) {
    const given = { reason: null, note: "", expectedVersion: undefined };
    const released = await decideOnVote(tx, actor, decision.subjectId, "release", given);
    if (released.ok) return ok(released.value.decision);
    // Withdrawn, or counted by somebody since.
    return released.code === "moderation.gone" || released.code === "moderation.already" ? ok(null) : released;
  }
  const undone = await revertDecision(tx, actor, decision, { onAppeal: true });
  if (undone.ok) return ok(undone.value.undoId);
  // Somebody was faster, and waited for: their outcome is there now.
  if (undone.code === "moderation.nothingToUndo") throw new DecidedMeanwhile();
  return undone;
}

/** For the second of two: who decided the appeal, and how. */
async function findAppealOutcome(tx: Executor, appeal: number): Promise<Refusal | undefined> {
  const [end] = await tx
    .select({ outcome: appealOutcomes.outcome, name: members.name })
    .from(appealOutcomes)
    .leftJoin(members, eq(members.id, appealOutcomes.actorId))
    .where(eq(appealOutcomes.appealId, appeal));
  return end && refused("appeal.decided", undefined, { outcome: end.outcome, name: end.name ?? "" });
}
