import type { Executor } from "#db/client.ts";
import type { DecisionState } from "#db/schema.ts";
import { applyToComments } from "#features/comments/apply-statuses.ts";
import { type LockedComment, lockComments } from "#features/comments/lock-comments.ts";
import { recordDecisions } from "#features/decision-history/mutations.ts";
import { notifyOfDecisions } from "#features/decision-history/notifications.ts";
import { reopenAfterDecision } from "#features/decision-history/reopen-dsa-notices.ts";
import { type CommentAction, statusAfterAction } from "#features/decision-history/rules.ts";
import type { VerifiedActor } from "#features/members/standing/actor.ts";
import { isSelf } from "#features/members/standing/policy.ts";
import { notifyReporters } from "#features/reports/notify-reporters.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { isRestriction } from "../statements/rules.ts";
import { listConflicts } from "./conflicts.ts";
import type { DecisionDetails } from "./decision-details.ts";

interface RecordedDecision {
  decision: number;
  version: number;
}

/** What is decided of each of several comments. */
interface SharedDecision extends Pick<DecisionDetails, "reason" | "note"> {
  action: CommentAction;
  /** Each once, with the version that was seen. */
  items: { id: number; expectedVersion: number | undefined }[];
  /** They are parts of its first decision (`head`), which is the first of these where there is none yet. */
  selection?: { key: string | undefined; head: number | undefined };
}

/**
 * Decides on a comment; its count, its author's notification and the readers' pages follow in the same transaction.
 * Refused with `moderation.gone`, `.deleted` (by its author), `.conflict` or `.changed` (not the version that was seen), `.oneself`,
 * `.already` or `.notVisible`.
 */
export async function decideOnComment(
  tx: Executor,
  actor: VerifiedActor,
  id: number,
  action: CommentAction,
  { expectedVersion, ...given }: DecisionDetails,
): Promise<Result<RecordedDecision>> {
  const decided = await decideOnComments(tx, actor, { action, items: [{ id, expectedVersion }], ...given });
  return decided.get(id) ?? refused("moderation.gone");
}

/** The same for several in a fixed number of statements, however many: each is judged by itself, and one that is refused holds up no other. */
export async function decideOnComments(
  tx: Executor,
  actor: VerifiedActor,
  { items, action, selection, reason, note }: SharedDecision,
): Promise<Map<number, Result<RecordedDecision>>> {
  const places = new Map(
    (
      await lockComments(
        tx,
        items.map(({ id }) => id),
      )
    ).map((place) => [place.id, place]),
  );
  const outdated: LockedComment[] = [];
  const moves: (StateChange & { place: LockedComment })[] = [];
  const outcomes = new Map<number, Result<RecordedDecision>>();
  for (const { id, expectedVersion } of items) {
    const place = places.get(id);
    if (!place) {
      outcomes.set(id, refused("moderation.gone"));
      continue;
    }
    const judged = checkDecision(actor, place, action, expectedVersion);
    if (judged === "outdated") outdated.push(place);
    else if (judged.ok) moves.push({ place, ...judged.value });
    else outcomes.set(id, judged);
  }
  for (const [id, refusal] of await listConflicts(tx, "comment", outdated)) outcomes.set(id, refusal);
  const rows = moves.map(({ place, before, after }) => ({
    subject: "comment" as const,
    subjectId: place.id,
    articleId: place.articleId,
    memberId: place.memberId,
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
    moves.map(({ place, after }) => ({ place, to: after })),
  );
  const told = moves.flatMap(({ place: { id, memberId, status: was }, after: { status } }) => {
    const decision = decisions.get(id);
    return decision !== undefined && memberId !== null && status && status !== was
      ? [{ decision, memberId, comment: { id, status } }]
      : [];
  });
  await notifyOfDecisions(tx, told, { mails: isRestriction(action) });
  await notifyReporters(tx, [...decisions.keys()]);
  const seen = moves.filter(({ after }) => after.status === "visible").map(({ place }) => place.id);
  if (seen.length > 0) await reopenAfterDecision(tx, seen, decisions, actor.id);
  for (const [id, decision] of decisions)
    outcomes.set(id, ok({ decision, version: (places.get(id)?.version ?? 0) + 1 }));
  return outcomes;
}

interface StateChange {
  before: DecisionState;
  after: DecisionState;
}

/** What an action makes of a comment, or why nothing; `outdated` where it is not what was seen. */
function checkDecision(
  actor: VerifiedActor,
  place: LockedComment,
  action: CommentAction,
  expectedVersion: number | undefined,
): Result<StateChange> | "outdated" {
  if (place.deletedAt) return refused("moderation.deleted");
  if (expectedVersion !== undefined && expectedVersion !== place.version) return "outdated";
  if (actor.id !== null && isSelf({ id: actor.id }, place.memberId)) return refused("moderation.oneself");
  return commentStateChange(action, place);
}

function commentStateChange(action: CommentAction, place: LockedComment): Result<StateChange> {
  if (action === "feature" || action === "unfeature") {
    if (action === "feature" && place.status !== "visible") return refused("moderation.notVisible");
    if ((action === "feature") === (place.featuredAt !== null)) return refused("moderation.already");
    const featuredAt = action === "feature" ? new Date().toISOString() : null;
    return ok({ before: { featuredAt: place.featuredAt?.toISOString() ?? null }, after: { featuredAt } });
  }
  const status = statusAfterAction(action, place.status);
  return status ? ok({ before: { status: place.status }, after: { status } }) : refused("moderation.already");
}
