import type { Executor } from "#db/client.ts";
import { readSettings } from "#features/settings/queries.ts";
import { listRules } from "#features/texts/presets/read-text.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { type DecisionAction, longestNote, needsReason } from "../rules.ts";
import type { Actor } from "./actor.ts";

export interface Given {
  reason: string | null;
  note: string;
  expectedVersion: number | undefined;
}

interface Said {
  actor: Actor;
  action: DecisionAction;
  reason?: string | undefined;
  note?: string | undefined;
  expectedVersion?: number | undefined;
}

/** What was said with a decision, if it may be said: a person names a rule of the site for what takes something. Refused with `form.invalid` (`reason`, `note`). */
export async function readGiven(tx: Executor, decision: Said): Promise<Result<Given>> {
  const { actor, action, reason, expectedVersion } = decision;
  const note = decision.note?.trim() ?? "";
  if ([...note].length > longestNote) {
    return refused("form.invalid", { note: "moderation.noteTooLong" }, { longest: longestNote });
  }
  if (!reason) {
    if (needsReason(action) && "id" in actor) return refused("form.invalid", { reason: "moderation.reasonMissing" });
    return ok({ reason: null, note, expectedVersion });
  }
  const known = listRules(await readSettings(tx)).some(({ anchor }) => anchor === reason);
  return known
    ? ok({ reason, note, expectedVersion })
    : refused("form.invalid", { reason: "moderation.reasonUnknown" });
}
