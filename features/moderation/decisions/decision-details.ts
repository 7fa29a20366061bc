import type { Executor } from "#db/client.ts";
import { type DecisionAction, defaultReason, maxNoteLength, needsReason } from "#features/decision-history/rules.ts";
import type { Actor } from "#features/members/standing/actor.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import { readSettings } from "#features/settings/queries.ts";
import { ok, type Result, refused } from "#lib/result.ts";

export interface DecisionDetails {
  reason: string | null;
  note: string;
  expectedVersion: number | undefined;
}

interface DecisionInput {
  actor: Actor;
  action: DecisionAction;
  reason?: string | undefined;
  note?: string | undefined;
  expectedVersion?: number | undefined;
}

/**
 * Checks the reason and the note of a decision. A person must name a rule of the site for a restrictive action, unless
 * the action implies one.
 * Refused with `form.invalid` (`reason`, `note`).
 */
export async function readDecisionDetails(tx: Executor, decision: DecisionInput): Promise<Result<DecisionDetails>> {
  const { actor, action, expectedVersion } = decision;
  const note = decision.note?.trim() ?? "";
  if ([...note].length > maxNoteLength) {
    return refused("form.invalid", { note: "moderation.noteTooLong" }, { max: maxNoteLength });
  }
  if (!decision.reason && !needsReason(action)) return ok({ reason: null, note, expectedVersion });
  const rules = listCommunityRules(await readSettings(tx));
  const reason = decision.reason || defaultReason(action, rules);
  if (!reason)
    return "id" in actor
      ? refused("form.invalid", { reason: "moderation.reasonMissing" })
      : ok({ reason: null, note, expectedVersion });
  return rules.some(({ anchor }) => anchor === reason)
    ? ok({ reason, note, expectedVersion })
    : refused("form.invalid", { reason: "moderation.reasonUnknown" });
}
