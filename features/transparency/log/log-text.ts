import { needsReason } from "#features/decision-history/rules.ts";
import { reasonTitle } from "#features/moderation/decisions/titles.ts";
import type { CommunityRule } from "#features/pages/built-in/built-in-pages.ts";
import { translator } from "#i18n/translator.ts";
import type { LogOutcome } from "./rules.ts";
export const outcomeTitle = (outcome: LogOutcome): string => translator()(`moderationLog.outcomes.${outcome}`);

/**
 * The title of the rule that a decision cites; undefined without one. A restriction by a person without a rule is older
 * than the requirement to name one, and gets a text that says so.
 */
export function citedReasonTitle(
  { action, reason, automatic }: { action: string; reason: string; automatic: boolean },
  rules: readonly CommunityRule[],
): string | undefined {
  if (reason) return reasonTitle(reason, rules);
  return needsReason(action) && !automatic ? translator()("moderationLog.unnamedRule") : undefined;
}
