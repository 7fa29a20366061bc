import type { Executor } from "#db/client.ts";
import type { CommentAction, MemberAction, ThreadAction, VoteAction } from "#features/decision-history/rules.ts";
import { type Actor, findActor } from "#features/members/standing/actor.ts";
import type { Result } from "#lib/result.ts";
import { decideOnComment } from "./decide-on-comment.ts";
import { decideOnMember, type Sanction } from "./decide-on-member.ts";
import { decideOnThread } from "./decide-on-thread.ts";
import { decideOnVote } from "./decide-on-vote.ts";
import { readDecisionDetails } from "./decision-details.ts";

export type Decision = {
  actor: Actor;
  /** An anchor of /rules: what was broken. A person must say it for what takes something from somebody (`needsReason`). */
  reason?: string | undefined;
  note?: string | undefined;
  /** The version that the actor saw; another one is a `moderation.conflict`. Left out: whatever it is. */
  expectedVersion?: number | undefined;
} & (
  | { subject: { kind: "comment"; id: number }; action: CommentAction }
  | { subject: { kind: "article"; id: number }; action: ThreadAction }
  | { subject: { kind: "vote"; id: number }; action: VoteAction }
  | ({ subject: { kind: "member"; id: number }; action: MemberAction } & Sanction)
);

export interface RecordedDecision {
  /** The row's id: what an undo names. */
  decision: number;
  /** Of the subject, from now on. */
  version: number;
}

/**
 * Takes a decision: stores its row and all that follows from it, in one transaction. The actor's role and standing are those of the database.
 * Refused with `member.forbidden`, `form.invalid` (fields `reason`, `note`, `until`), and as the kinds of subject say.
 */
export async function decide(db: Executor, decision: Decision): Promise<Result<RecordedDecision>> {
  return db.transaction(async (tx): Promise<Result<RecordedDecision>> => {
    const actor = await findActor(tx, decision.actor);
    if (!actor.ok) return actor;
    const given = await readDecisionDetails(tx, decision);
    if (!given.ok) return given;
    const { subject } = decision;
    // The subject's kind decides which actions there are: TypeScript narrows the union only by its own fields.
    if (hasSubject(decision, "comment"))
      return decideOnComment(tx, actor.value, subject.id, decision.action, given.value);
    if (hasSubject(decision, "article"))
      return decideOnThread(tx, actor.value, subject.id, decision.action, given.value);
    if (hasSubject(decision, "vote")) return decideOnVote(tx, actor.value, subject.id, decision.action, given.value);
    if (!hasSubject(decision, "member")) throw new Error(`Nothing can be decided about a ${subject.kind}.`);
    const { until, comments } = decision;
    return decideOnMember(tx, actor.value, subject.id, decision.action, { ...given.value, until, comments });
  });
}

function hasSubject<K extends Decision["subject"]["kind"]>(
  decision: Decision,
  kind: K,
): decision is Extract<Decision, { subject: { kind: K } }> {
  return decision.subject.kind === kind;
}
