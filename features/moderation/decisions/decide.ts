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
  /**
   * The rule that was broken, as its anchor on /rules. Required if a person takes a restrictive action (`needsReason`).
   */
  reason?: string | undefined;
  note?: string | undefined;
  /**
   * The version that the actor saw; if the subject has another one, the decision is refused with `moderation.conflict`.
   * Without it, any version is accepted.
   */
  expectedVersion?: number | undefined;
} & ( // `toAuthor`: the note of a refusal, a ban or a suspension is also a message to the member.
  | { subject: { kind: "comment"; id: number }; action: CommentAction; toAuthor?: boolean | undefined }
  // `minutes`: of slow mode, for `slow`.
  | { subject: { kind: "article"; id: number }; action: ThreadAction; minutes?: number | undefined }
  | { subject: { kind: "vote"; id: number }; action: VoteAction }
  | ({ subject: { kind: "member"; id: number }; action: MemberAction; toAuthor?: boolean | undefined } & Sanction)
);

export interface RecordedDecision {
  /** The id of the decision, which an undo names. */
  decision: number;
  /** The new version of the subject. */
  version: number;
}

/**
 * Takes a decision: stores it and all its effects in one transaction. The actor's role and standing are read from the
 * database.
 * Refused with `member.forbidden`, `form.invalid` (fields `reason`, `note`, `until`), and as the `decideOn…` function
 * of the subject is.
 */
export async function decide(db: Executor, decision: Decision): Promise<Result<RecordedDecision>> {
  return db.transaction(async (tx): Promise<Result<RecordedDecision>> => {
    const actor = await findActor(tx, decision.actor);
    if (!actor.ok) return actor;
    const details = await readDecisionDetails(tx, decision);
    if (!details.ok) return details;
    const { subject } = decision;
    // The kind of the subject determines the action. TypeScript does not narrow a union by a nested field.
    if (hasSubject(decision, "comment"))
      return decideOnComment(tx, actor.value, subject.id, decision.action, {
        ...details.value,
        toAuthor: decision.toAuthor,
      });
    if (hasSubject(decision, "article"))
      return decideOnThread(tx, actor.value, subject.id, decision.action, {
        ...details.value,
        minutes: decision.minutes,
      });
    if (hasSubject(decision, "vote")) return decideOnVote(tx, actor.value, subject.id, decision.action, details.value);
    if (!hasSubject(decision, "member")) throw new Error(`Nothing can be decided about a ${subject.kind}.`);
    const { until, comments, toAuthor } = decision;
    return decideOnMember(tx, actor.value, subject.id, decision.action, {
      ...details.value,
      until,
      comments,
      toAuthor,
    });
  });
}

function hasSubject<K extends Decision["subject"]["kind"]>(
  decision: Decision,
  kind: K,
): decision is Extract<Decision, { subject: { kind: K } }> {
  return decision.subject.kind === kind;
}
