import type { Executor } from "#db/client.ts";
import type { DecidedState } from "#db/schema.ts";
import { reopenRestored } from "#features/notices/deciding/open-again.ts";
import { tellReporters } from "#features/reports/outcomes/tell-reporters.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { isOneself } from "../policy.ts";
import { type CommentAction, statusBy } from "../rules.ts";
import { tellDecision, tellDecisions } from "../statements/mutations.ts";
import { isStated } from "../statements/rules.ts";
import type { KnownActor } from "./actor.ts";
import { applyToComments } from "./apply-to-comments.ts";
import type { Given } from "./given.ts";
import { conflicts } from "./history.ts";
import { lockComments, type Place } from "./lock-comments.ts";
import { record, recordAll } from "./record.ts";

interface Decided {
  decision: number;
  version: number;
}

/** What is decided of each of several comments. */
export interface Same extends Pick<Given, "reason" | "note"> {
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
  actor: KnownActor,
  id: number,
  action: CommentAction,
  { expectedVersion, ...given }: Given,
): Promise<Result<Decided>> {
  const decided = await decideOnComments(tx, actor, { action, items: [{ id, expectedVersion }], ...given });
  return decided.get(id) ?? refused("moderation.gone");
}

/** The same for several in a fixed number of statements, however many: each is judged by itself, and one that is refused holds up no other. */
export async function decideOnComments(
  tx: Executor,
  actor: KnownActor,
  { items, action, selection, reason, note }: Same,
): Promise<Map<number, Result<Decided>>> {
  const places = new Map(
    (
      await lockComments(
        tx,
        items.map(({ id }) => id),
      )
    ).map((place) => [place.id, place]),
  );
  const outdated: Place[] = [];
  const moves: (Move & { place: Place })[] = [];
  const outcomes = new Map<number, Result<Decided>>();
  for (const { id, expectedVersion } of items) {
    const place = places.get(id);
    if (!place) {
      outcomes.set(id, refused("moderation.gone"));
      continue;
    }
    const judged = judge(actor, place, action, expectedVersion);
    if (judged === "outdated") outdated.push(place);
    else if (judged.ok) moves.push({ place, ...judged.value });
    else outcomes.set(id, judged);
  }
  for (const [id, refusal] of await conflicts(tx, "comment", outdated)) outcomes.set(id, refusal);
  const rows = moves.map(({ place, before, after }) => ({
    ...{ subject: "comment" as const, subjectId: place.id, articleId: place.articleId, memberId: place.memberId },
    ...{ actorId: actor.id, rule: actor.rule, action, reason, note, before, after, selection: selection?.key },
  }));
  const decisions = await recordAll(tx, rows, selection);
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
  await tellDecisions(tx, told, { mails: isStated(action) });
  await tellReporters(tx, [...decisions.keys()]);
  const seen = moves.filter(({ after }) => after.status === "visible").map(({ place }) => place.id);
  if (seen.length > 0) await reopenRestored(tx, seen, decisions, actor.id);
  for (const [id, decision] of decisions)
    outcomes.set(id, ok({ decision, version: (places.get(id)?.version ?? 0) + 1 }));
  return outcomes;
}

interface Move {
  before: DecidedState;
  after: DecidedState;
}

/** What an action makes of a comment, or why nothing; `outdated` where it is not what was seen. */
function judge(
  actor: KnownActor,
  place: Place,
  action: CommentAction,
  expectedVersion: number | undefined,
): Result<Move> | "outdated" {
  if (place.deletedAt) return refused("moderation.deleted");
  if (expectedVersion !== undefined && expectedVersion !== place.version) return "outdated";
  if (actor.id !== null && isOneself({ id: actor.id }, place.memberId)) return refused("moderation.oneself");
  return moveBy(action, place);
}

function moveBy(action: CommentAction, place: Place): Result<Move> {
  if (action === "feature" || action === "unfeature") {
    if (action === "feature" && place.status !== "visible") return refused("moderation.notVisible");
    if ((action === "feature") === (place.featuredAt !== null)) return refused("moderation.already");
    const featuredAt = action === "feature" ? new Date().toISOString() : null;
    return ok({ before: { featuredAt: place.featuredAt?.toISOString() ?? null }, after: { featuredAt } });
  }
  const status = statusBy(action, place.status);
  return status ? ok({ before: { status: place.status }, after: { status } }) : refused("moderation.already");
}

/** A rule hides a visible comment until a person has looked at it: a decision like any other, its author told. Gives its id. */
export async function holdComment(tx: Executor, place: Place, rule: string): Promise<number> {
  const decision = await record(tx, {
    subject: "comment",
    subjectId: place.id,
    articleId: place.articleId,
    memberId: place.memberId,
    rule,
    action: "hold",
    before: { status: place.status },
    after: { status: "pending" },
  });
  await applyToComments(tx, [{ place, to: { status: "pending" } }]);
  if (place.memberId !== null) {
    const comment = { id: place.id, status: "pending" as const };
    await tellDecision(tx, { decision, memberId: place.memberId, comment }, { mails: true });
  }
  return decision;
}
