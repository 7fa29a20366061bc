import type { Executor } from "#db/client.ts";
import type { DecisionState } from "#db/schema.ts";
import { applyToComments } from "#features/comments/apply-statuses.ts";
import { type LockedComment, lockComments } from "#features/comments/lock-comments.ts";
import { recordDecisions } from "#features/decision-history/mutations.ts";
import { notifyOfDecisions } from "#features/decision-history/notifications.ts";
import { reopenAfterDecision } from "#features/decision-history/reopen-dsa-notices.ts";
import { type CommentAction, needsReason, statusAfterAction } from "#features/decision-history/rules.ts";
import type { VerifiedActor } from "#features/members/standing/actor.ts";
import { isSelf } from "#features/members/standing/policy.ts";
import { notifyReporters } from "#features/reports/notify-reporters.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { isRestriction } from "../statements/rules.ts";
import { listConflicts } from "./conflicts.ts";
import type { DecisionDetails } from "./decision-details.ts";
import { recordMessage } from "./message-to-author.ts";

interface RecordedDecision {
  decision: number;
  version: number;
}

/** A decision that applies to several comments. */
interface SharedDecision extends Pick<DecisionDetails, "reason" | "note"> {
  action: CommentAction;
  /** Distinct comments, each with the version that the moderator saw. */
  items: { id: number; expectedVersion: number | undefined }[];
  /**
   * The bulk selection of which the decisions are parts. `head` is its first decision; without one, the first of these
   * becomes it.
   */
  selection?: { key: string | undefined; head: number | undefined };
}

/**
 * Decides on a comment. The article's comment count, the author's notification and the readers' pages change in the
 * same transaction.
 * Refused with `moderation.gone`, `.deleted` (by its author), `.conflict` or `.changed` (not the version that was
 * seen), `.oneself`, `.already` or `.notVisible`, and `form.invalid` (field `note`) if there is no text for the author.
 * @param details `toAuthor`: the note of a refusal is also a message to the author
 */
export async function decideOnComment(
  tx: Executor,
  actor: VerifiedActor,
  id: number,
  action: CommentAction,
  { expectedVersion, toAuthor, ...details }: DecisionDetails & { toAuthor?: boolean | undefined },
): Promise<Result<RecordedDecision>> {
  const isMessage = toAuthor === true && needsReason(action);
  if (isMessage && details.note === "") return refused("form.invalid", { note: "moderation.messageMissing" });
  const decided = await decideOnComments(tx, actor, { action, items: [{ id, expectedVersion }], ...details });
  const result = decided.get(id) ?? refused("moderation.gone");
  if (result.ok && isMessage) await recordMessage(tx, result.value.decision);
  return result;
}

/** Decides on several comments in a fixed number of statements. A refused item does not affect the others. */
export async function decideOnComments(
  tx: Executor,
  actor: VerifiedActor,
  { items, action, selection, reason, note }: SharedDecision,
): Promise<Map<number, Result<RecordedDecision>>> {
  const lockedComments = new Map(
    (
      await lockComments(
        tx,
        items.map(({ id }) => id),
      )
    ).map((comment) => [comment.id, comment]),
  );
  const outdated: LockedComment[] = [];
  const changes: (StateChange & { comment: LockedComment })[] = [];
  const outcomes = new Map<number, Result<RecordedDecision>>();
  for (const { id, expectedVersion } of items) {
    const comment = lockedComments.get(id);
    if (!comment) {
      outcomes.set(id, refused("moderation.gone"));
      continue;
    }
    const checked = checkDecision(actor, comment, action, expectedVersion);
    if (checked === "outdated") outdated.push(comment);
    else if (checked.ok) changes.push({ comment, ...checked.value });
    else outcomes.set(id, checked);
  }
  for (const [id, refusal] of await listConflicts(tx, "comment", outdated)) outcomes.set(id, refusal);
  const rows = changes.map(({ comment, before, after }) => ({
    subject: "comment" as const,
    subjectId: comment.id,
    articleId: comment.articleId,
    memberId: comment.memberId,
    actorId: actor.id,
    rule: actor.rule,
    action,
    reason,
    note,
    before,
    after,
    selection: selection?.key,
  }));
  const decisions = await recordDecisions(tx, rows, selection);
  await applyToComments(
    tx,
    changes.map(({ comment, after }) => ({ comment, to: after })),
  );
  const notified = changes.flatMap(({ comment: { id, memberId, status: earlier }, after: { status } }) => {
    const decision = decisions.get(id);
    return decision !== undefined && memberId !== null && status && status !== earlier
      ? [{ decision, memberId, comment: { id, status } }]
      : [];
  });
  await notifyOfDecisions(tx, notified, { mails: isRestriction(action) });
  await notifyReporters(tx, [...decisions.keys()]);
  const published = changes.filter(({ after }) => after.status === "visible").map(({ comment }) => comment.id);
  if (published.length > 0) await reopenAfterDecision(tx, published, decisions, actor.id);
  for (const [id, decision] of decisions)
    outcomes.set(id, ok({ decision, version: (lockedComments.get(id)?.version ?? 0) + 1 }));
  return outcomes;
}

interface StateChange {
  before: DecisionState;
  after: DecisionState;
}

/**
 * Returns the state change that an action makes on a comment, or the refusal; `outdated` if the comment is not in the
 * version that the moderator saw.
 */
function checkDecision(
  actor: VerifiedActor,
  comment: LockedComment,
  action: CommentAction,
  expectedVersion: number | undefined,
): Result<StateChange> | "outdated" {
  if (comment.deletedAt) return refused("moderation.deleted");
  if (expectedVersion !== undefined && expectedVersion !== comment.version) return "outdated";
  if (actor.id !== null && isSelf({ id: actor.id }, comment.memberId)) return refused("moderation.oneself");
  return commentStateChange(action, comment);
}

function commentStateChange(action: CommentAction, comment: LockedComment): Result<StateChange> {
  if (action === "feature" || action === "unfeature") {
    if (action === "feature" && comment.status !== "visible") return refused("moderation.notVisible");
    if ((action === "feature") === (comment.featuredAt !== null)) return refused("moderation.already");
    const featuredAt = action === "feature" ? new Date().toISOString() : null;
    return ok({ before: { featuredAt: comment.featuredAt?.toISOString() ?? null }, after: { featuredAt } });
  }
  const status = statusAfterAction(action, comment.status);
  return status ? ok({ before: { status: comment.status }, after: { status } }) : refused("moderation.already");
}
