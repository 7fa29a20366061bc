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
 * Appeals a decision about the member or a comment of theirs. A decision can be appealed once. Refused with
 * `appeal.gone` (unknown, or about somebody else), `.notAppealable`, `.undone`, `.tooLate` or `.already`.
 */
export async function appealDecision(
  db: Executor,
  memberId: number,
  { decision: id, body }: { decision: number; body: string },
  now = new Date(),
): Promise<Result<{ appeal: number }>> {
  return db.transaction(async (tx): Promise<Result<{ appeal: number }>> => {
    const [found] = await tx
      .select({ id: moderationDecisions.id, partOf: moderationDecisions.partOf })
      .from(moderationDecisions)
      .where(and(eq(moderationDecisions.id, id), eq(moderationDecisions.memberId, memberId)));
    if (!found) return refused("appeal.gone");
    await lockDecisions(tx, found.partOf === null ? [found.id] : [found.partOf, found.id]);
    // Read again under the lock: an earlier undo has committed by then.
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
  /** Nobody else could decide the appeal. */
  sole: boolean;
}

/** Rolls the transaction back: another moderator decided the appeal first. */
class DecidedMeanwhile extends Error {}

/**
 * Decides an appeal and notifies the member with the reason. `upheld` keeps the decision, `overturned` undoes it with
 * all its effects. The moderator who made the decision may decide its appeal only if nobody else could; the outcome
 * then says so (`sole`).
 * Refused with `member.forbidden`, `moderation.oneself`, `moderation.rank`, `form.invalid` (field `note`),
 * `appeal.unknown`, `appeal.samePerson`, or `appeal.decided` (by whom and how; also if the appeal was closed without a
 * decision).
 */
export async function decideAppeal(
  db: Executor,
  actor: { id: number },
  { appeal: id, verdict, note }: { appeal: number; verdict: AppealVerdict; note: string },
): Promise<Result<AppealDecision>> {
  const reason = note.trim();
  if (reason === "") return refused("form.invalid", { note: "appeal.noteMissing" });
  if ([...reason].length > maxNoteLength)
    return refused("form.invalid", { note: "moderation.noteTooLong" }, { max: maxNoteLength });
  const decided = db.transaction(async (tx): Promise<Result<AppealDecision>> => {
    const verified = await findActor(tx, actor);
    if (!verified.ok) return verified;
    const [found] = await tx
      .select({ memberId: appeals.memberId, decision: moderationDecisions })
      .from(appeals)
      .innerJoin(moderationDecisions, eq(moderationDecisions.id, appeals.decisionId))
      .where(eq(appeals.id, id));
    if (!found) return refused("appeal.unknown");
    const { memberId, decision } = found;
    // Taken first, as an undo and a new appeal do: all changes to one decision run one after the other.
    await lockDecisions(tx, decision.partOf === null ? [decision.id] : [decision.partOf, decision.id]);
    const alreadyDecided = await findAppealOutcome(tx, id);
    if (alreadyDecided) return alreadyDecided;
    const decider = await checkAppealDecider(tx, verified.value, memberId, decision);
    if (!decider.ok) return decider;
    const undone: Result<number | null> =
      verdict === "overturned" ? await overturnDecision(tx, verified.value, decision) : ok(null);
    if (!undone.ok) return undone;
    const undoId = undone.value;
    const { sole } = decider.value;
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
 * Undoes a contested decision. Returns the id of the decision that does so; null if nothing had to change, because the
 * text is gone or a later decision holds. For the first decision of a selection, restores only its own comment by the
 * opposite decision, because the other decisions of the selection refer to that row.
 */
async function overturnDecision(
  tx: Executor,
  actor: VerifiedActor,
  decision: DecisionRow,
): Promise<Result<number | null>> {
  if (decision.subject === "comment" && (await countParts(tx, decision.id)) > 0) {
    const comment = await lockComment(tx, decision.subjectId);
    if (!comment || comment.deletedAt) return ok(null);
    // Read under the comment's lock: the status that an undo would give it.
    const history = await listDecisionsOn(tx, "comment", decision.subjectId);
    const withoutDecision = history.map((entry) => (entry.id === decision.id ? { ...entry, undone: true } : entry));
    const status = deriveField(withoutDecision, "status");
    if (comment.status === "visible" || (status !== "visible" && status !== "pending")) return ok(null);
    const details = { reason: null, note: "", expectedVersion: undefined };
    const approved = await decideOnComment(tx, actor, decision.subjectId, "approve", details);
    return approved.ok ? ok(approved.value.decision) : approved;
  }
  if (decision.subject === "vote" && (await countParts(tx, decision.id)) > 0) {
    const details = { reason: null, note: "", expectedVersion: undefined };
    const released = await decideOnVote(tx, actor, decision.subjectId, "release", details);
    if (released.ok) return ok(released.value.decision);
    // The vote was withdrawn, or already released.
    return released.code === "moderation.gone" || released.code === "moderation.already" ? ok(null) : released;
  }
  const undone = await revertDecision(tx, actor, decision, { onAppeal: true });
  if (undone.ok) return ok(undone.value.undoId);
  // Another moderator decided first; this transaction waited for them.
  if (undone.code === "moderation.nothingToUndo") throw new DecidedMeanwhile();
  return undone;
}

/** Returns the refusal that says who decided the appeal, and how; undefined if nobody has. */
async function findAppealOutcome(tx: Executor, appeal: number): Promise<Refusal | undefined> {
  const [decided] = await tx
    .select({ outcome: appealOutcomes.outcome, name: members.name })
    .from(appealOutcomes)
    .leftJoin(members, eq(members.id, appealOutcomes.actorId))
    .where(eq(appealOutcomes.appealId, appeal));
  return decided && refused("appeal.decided", undefined, { outcome: decided.outcome, name: decided.name ?? "" });
}
