import type { Executor } from "#db/client.ts";
import { maxNoteLength, needsReason, type statusAfterAction } from "#features/decision-history/rules.ts";
import { findActor } from "#features/members/standing/actor.ts";
import { ok, type Refusal, type Result, refused } from "#lib/result.ts";
import { lockSelection, type SelectionProgress } from "./bulk-selection.ts";
import { type CurrentState, listCommentStates } from "./current-state.ts";
import type { RecordedDecision } from "./decide.ts";
import { decideOnComments } from "./decide-on-comment.ts";
import { readDecisionDetails } from "./decision-details.ts";
import { recordMessagesToAuthors } from "./message-to-author.ts";

/**
 * The result for one comment of a bulk decision, and the comment's current state (undefined if the comment no longer
 * exists).
 */
type BulkItemResult = { id: number; now: CurrentState | undefined } & (
  | ({ decided: true } & RecordedDecision)
  | { decided: false; refusal: Refusal }
);

export interface BulkDecision {
  actor: { id: number };
  action: Parameters<typeof statusAfterAction>[0];
  reason?: string | undefined;
  note?: string | undefined;
  /**
   * A text for the authors of the comments, only with a refusal: each gets one message, with the placeholders of reply
   * templates filled. Empty: none.
   */
  message?: string | undefined;
  /** The comments, each with the version that the moderator saw. */
  items: { id: number; version: number }[];
  /**
   * The key of the selection (a UUID, created by the page) of which these comments are a part; without one, they are a
   * separate selection.
   */
  selection?: string | undefined;
}

/**
 * `head`: the first decision of the selection, which an undo of the whole selection names; undefined if nothing was
 * decided.
 */
type BulkDecisionResult = { head: number | undefined; items: BulkItemResult[] };

/**
 * Decides on several comments in one transaction with a fixed number of statements. A refused item does not affect the
 * others. All decisions of a selection are parts of its first one, so that one undo reverts them all. A part that is
 * sent again after a lost answer gets the same result and decides nothing twice.
 * Refused as `decide` is if the refusal applies to every item, as `lockSelection` is, and with `form.invalid` (field
 * `message`) if the message is too long or comes with another decision than a refusal.
 */
export async function decideInBulk(db: Executor, decision: BulkDecision): Promise<Result<BulkDecisionResult>> {
  const decided = await db.transaction((tx) => decideItems(tx, decision));
  if (!decided.ok) return decided;
  const { head, items } = decided.value;
  const states = await listCommentStates(
    db,
    items.map(({ id }) => id),
  );
  return ok({ head, items: items.map((item) => ({ ...item, now: states.get(item.id) })) });
}

type BulkItemOutcome = { id: number } & (({ decided: true } & RecordedDecision) | { decided: false; refusal: Refusal });

async function decideItems(
  tx: Executor,
  { actor, items, selection, action, reason, note, message: typed }: BulkDecision,
): Promise<Result<{ head: number | undefined; items: BulkItemOutcome[] }>> {
  const verified = await findActor(tx, actor);
  if (!verified.ok) return verified;
  const details = await readDecisionDetails(tx, { actor, action, reason, note });
  if (!details.ok) return details;
  const message = readMessage(action, typed);
  if (!message.ok) return message;
  const versions = new Map(items.map(({ id, version }) => [id, version]));
  const requested = { action, ids: [...versions.keys()] };
  const progress: Result<SelectionProgress> =
    selection === undefined
      ? ok({ head: undefined, decided: new Map() })
      : await lockSelection(tx, actor.id, selection, requested);
  if (!progress.ok) return progress;
  const { head, decided: earlierDecisions } = progress.value;
  const decided = await decideOnComments(tx, verified.value, {
    action,
    reason: details.value.reason,
    note: details.value.note,
    selection: { key: selection, head },
    items: Array.from(versions, ([id, expectedVersion]) => ({ id, expectedVersion })).filter(
      ({ id }) => !earlierDecisions.has(id),
    ),
  });
  const outcomes = Array.from(versions, ([id, version]): BulkItemOutcome => {
    const earlier = earlierDecisions.get(id);
    // It was decided on the version that was seen, and the decision incremented that version.
    if (earlier !== undefined) return { id, decided: true, decision: earlier, version: version + 1 };
    const result = decided.get(id) ?? refused("moderation.gone");
    return result.ok ? { id, decided: true, ...result.value } : { id, decided: false, refusal: result };
  });
  const first = outcomes.find((outcome) => outcome.decided);
  const firstDecision = head ?? (first?.decided ? first.decision : undefined);
  const decisions = [...decided.values()].flatMap((result) => (result.ok ? [result.value.decision] : []));
  if (message.value !== "" && firstDecision !== undefined && decisions.length > 0)
    await recordMessagesToAuthors(tx, { head: firstDecision, decisions, text: message.value });
  return ok({ head: firstDecision, items: outcomes });
}

function readMessage(action: BulkDecision["action"], typed = ""): Result<string> {
  const message = typed.trim();
  if (message === "") return ok("");
  if (!needsReason(action)) return refused("form.invalid", { message: "moderation.messageNeedsRefusal" });
  return [...message].length > maxNoteLength
    ? refused("form.invalid", { message: "moderation.noteTooLong" }, { max: maxNoteLength })
    : ok(message);
}
