import type { Executor } from "#db/client.ts";
import { ok, type Refusal, type Result } from "#lib/result.ts";
import type { statusBy } from "../rules.ts";
import { type Decided, decide } from "./decide.ts";
import { type Truth, truthOf } from "./truth.ts";

/** What becomes of each of several comments: decided, or why not and how it stands. */
export type OneOfMany = { id: number } & (
  | ({ decided: true } & Decided)
  | { decided: false; refusal: Refusal; now: Truth | undefined }
);

export interface Many {
  actor: { id: number };
  action: Parameters<typeof statusBy>[0];
  reason?: string | undefined;
  note?: string | undefined;
  /** Each with the version that was seen. */
  items: { id: number; version: number }[];
  /** The first decision of the same selection, where this is not its first part. */
  head?: number | undefined;
}

/** Who may not decide at all, gives no reason, or has undone the first of the selection meanwhile, is told once. */
const ofAll = new Set(["member.forbidden", "form.invalid", "moderation.selectionUndone"]);

/**
 * Decides the same of several comments, each on its own version and in a transaction of its own, so that nobody waits for all of them and
 * one that fails holds up no other. All but the first are part of the first (`head`): one undo takes all of them back.
 * Refused as `decide` where that holds for every item.
 */
export async function decideOnMany(
  db: Executor,
  { actor, items, head, ...what }: Many,
): Promise<Result<{ head: number | undefined; items: OneOfMany[] }>> {
  let first = head;
  const done: OneOfMany[] = [];
  for (const { id, version } of items) {
    const subject = { kind: "comment" as const, id };
    const decided = await decide(db, { actor, subject, ...what, expectedVersion: version, partOf: first });
    if (decided.ok) {
      first ??= decided.value.decision;
      done.push({ id, decided: true, ...decided.value });
      continue;
    }
    if (ofAll.has(decided.code)) return decided;
    done.push({ id, decided: false, refusal: decided, now: await truthOf(db, subject) });
  }
  return ok({ head: first, items: done });
}
