import type { CommunityRule } from "#features/pages/built-in/built-in-pages.ts";
import { type Messages, translator } from "#i18n/translator.ts";

type Actions = keyof Messages["moderationLog"]["actions"];
type Rules = keyof Messages["moderationLog"]["rules"];

/** A decision in plain words: "Commentaire retiré". One that a later version knows is at least called a decision. */
export function actionTitle(subject: string, action: string): string {
  const t = translator();
  const key = `moderationLog.actions.${subject}-${action}` as `moderationLog.actions.${Actions}`;
  return t.has(key) ? t(key) : t("moderationLog.otherAction");
}

/** An action whatever it is about, for filters and tables: "Retrait". */
export function actionNoun(action: string): string {
  const t = translator();
  const key =
    `moderationLog.actionNames.${action}` as `moderationLog.actionNames.${keyof Messages["moderationLog"]["actionNames"]}`;
  return t.has(key) ? t(key) : action;
}

/** A rule of the pipeline, or whatever else decides without anybody: "liens". */
export function ruleTitle(rule: string): string {
  const t = translator();
  const key = `moderationLog.rules.${rule}` as `moderationLog.rules.${Exclude<Rules, "ratings">}`;
  return t.has(key) ? t(key) : rule;
}

/** The title of the rule that was broken; one that no longer stands on /rules keeps its anchor's name. */
export function reasonTitle(anchor: string, rules: readonly CommunityRule[]): string {
  return rules.find((rule) => rule.anchor === anchor)?.title ?? translator()("moderationLog.formerRule", { anchor });
}
