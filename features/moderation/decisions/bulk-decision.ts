import type { Executor } from "#db/client.ts";
import type { statusAfterAction } from "#features/decision-history/rules.ts";
import { findActor } from "#features/members/standing/actor.ts";
import { ok, type Refusal, type Result, refused } from "#lib/result.ts";
import { lockSelection, type SelectionProgress } from "./bulk-selection.ts";
import { type CurrentState, listCommentStates } from "./current-state.ts";
import type { RecordedDecision } from "./decide.ts";
import { decideOnComments } from "./decide-on-comment.ts";
import { readDecisionDetails } from "./decision-details.ts";

/** What becomes of each of several comments: decided, or why not; and how it stands now. */
type BulkItemResult = { id: number; now: CurrentState | undefined } & (
  | ({ decided: true } & RecordedDecision)
  | { decided: false; refusal: Refusal }
);

export interface BulkDecision {
  actor: { id: number };
  action: Parameters<typeof statusAfterAction>[0];
  reason?: string | undefined;
  note?: string | undefined;
  /** Each with the version that was seen. */
  items: { id: number; version: number }[];
  /** Of the selection that they are a part of (a UUID, made by its page); left out, they are one by themselves. */
  selection?: string | undefined;
}

/** `head`: the first decision of the selection, which an undo of all names; undefined where nothing was decided. */
type BulkDecisionResult = { head: number | undefined; items: BulkItemResult[] };

/**
 * Decides the same of several comments, each on its own version: one transaction with a fixed number of statements, in which one that is refused
 * holds up no other. All but the first of a selection are part of its first: one undo takes all of them back. A part that comes again, because its
 * answer was lost, is answered as the first time, and decides nothing twice.
 * Refused as `decide` where that holds for every item, and as `lockSelection`.
 */
export async function decideInBulk(db: Executor, many: BulkDecision): Promise<Result<BulkDecisionResult>> {
  const decided = await db.transaction((tx) => decideItems(tx, many));
  if (!decided.ok) return decided;
  const { head, items } = decided.value;
  const truths = await listCommentStates(
    db,
    items.map(({ id }) => id),
  );
  return ok({ head, items: items.map((item) => ({ ...item, now: truths.get(item.id) })) });
}

type BulkItemOutcome = { id: number } & (({ decided: true } & RecordedDecision) | { decided: false; refusal: Refusal });

async function decideItems(
  tx: Executor,
  { actor, items, selection, ...what }: BulkDecision,
): Promise<Result<{ head: number | undefined; items: BulkItemOutcome[] }>> {
  const known = await findActor(tx, actor);
  if (!known.ok) return known;
  const given = await readDecisionDetails(tx, { actor, ...what });
  if (!given.ok) return given;
  const versions = new Map(items.map(({ id, version }) => [id, version]));
  const about = { action: what.action, ids: [...versions.keys()] };
  const begun: Result<SelectionProgress> =
    selection === undefined
      ? ok({ head: undefined, decided: new Map() })
      : await lockSelection(tx, actor.id, selection, about);
  if (!begun.ok) return begun;
  const { head, decided: done } = begun.value;
  const { reason, note } = given.value;
  const decided = await decideOnComments(tx, known.value, {
    action: what.action,
    reason,
    note,
    selection: { key: selection, head },
    items: Array.from(versions, ([id, expectedVersion]) => ({ id, expectedVersion })).filter(({ id }) => !done.has(id)),
  });
  const outcomes = Array.from(versions, ([id, version]): BulkItemOutcome => {
    const earlier = done.get(id);
    // It was decided on the version that was seen: this is what that made of it.
    if (earlier !== undefined) return { id, decided: true, decision: earlier, version: version + 1 };
    const one = decided.get(id) ?? refused("moderation.gone");
    return one.ok ? { id, decided: true, ...one.value } : { id, decided: false, refusal: one };
  });
  const first = outcomes.find((one) => one.decided);
  return ok({ head: head ?? (first?.decided ? first.decision : undefined), items: outcomes });
}
