import type { CommunityRule } from "#features/pages/built-in/built-in-pages.ts";
import { type Messages, translator } from "#i18n/translator.ts";

type Actions = keyof Messages["moderationLog"]["actions"];
type Rules = keyof Messages["moderationLog"]["rules"];

/** The title of a decision: "Commentaire retiré". An action that only a later version knows gets a generic title. */
export function actionTitle(subject: string, action: string): string {
  const t = translator();
  const key = `moderationLog.actions.${subject}-${action}` as `moderationLog.actions.${Actions}`;
  return t.has(key) ? t(key) : t("moderationLog.otherAction");
}

/** The name of an action on any subject, for filters and tables: "Retrait". */
export function actionNoun(action: string): string {
  const t = translator();
  const key =
    `moderationLog.actionNames.${action}` as `moderationLog.actionNames.${keyof Messages["moderationLog"]["actionNames"]}`;
  return t.has(key) ? t(key) : action;
}

/** The name of a screening rule, or of another automatic decider: "liens". */
export function ruleTitle(rule: string): string {
  const t = translator();
  const key = `moderationLog.rules.${rule}` as `moderationLog.rules.${Exclude<Rules, "ratings">}`;
  return t.has(key) ? t(key) : rule;
}

/** The title of the rule that was broken. A rule that is no longer on /rules is named by its anchor. */
export function reasonTitle(anchor: string, rules: readonly CommunityRule[]): string {
  return rules.find((rule) => rule.anchor === anchor)?.title ?? translator()("moderationLog.formerRule", { anchor });
}
