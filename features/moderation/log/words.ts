import type { Rule } from "#features/texts/presets/read-text.ts";
import { type Messages, translator } from "#i18n/translator.ts";
import { needsReason } from "../rules.ts";
import { isAutomatic, type Outcome } from "./rules.ts";

type Actions = keyof Messages["log"]["actions"];
type Rules = keyof Messages["log"]["rules"];

/** A decision in plain words: "Commentaire retiré". One that a later version knows is at least called a decision. */
export function actionWords(subject: string, action: string): string {
  const t = translator();
  const key = `log.actions.${subject}-${action}` as `log.actions.${Actions}`;
  return t.has(key) ? t(key) : t("log.otherAction");
}

/** An action whatever it is about, for filters and tables: "Retrait". */
export function actionName(action: string): string {
  const t = translator();
  const key = `log.actionNames.${action}` as `log.actionNames.${keyof Messages["log"]["actionNames"]}`;
  return t.has(key) ? t(key) : action;
}

/** A rule of the pipeline, or whatever else decides without anybody: "liens". */
export function ruleWords(rule: string): string {
  const t = translator();
  const key = `log.rules.${rule}` as `log.rules.${Exclude<Rules, "ratings">}`;
  return t.has(key) ? t(key) : rule;
}

/** Who decided, without a name. */
export function deciderWords(decider: string): string {
  const t = translator();
  return isAutomatic(decider) ? t("log.byRule", { rule: ruleWords(decider.slice("rule:".length)) }) : t("log.byPeople");
}

export const outcomeWords = (outcome: Outcome): string => translator()(`log.outcomes.${outcome}`);

/** The rule of a decision. None if none is named; older restrictions by a person, made before each had to name one, say so. */
export function decidedRule(
  { action, reason, automatic }: { action: string; reason: string; automatic: boolean },
  rules: readonly Rule[],
): string | undefined {
  if (reason) return reasonWords(reason, rules);
  return needsReason(action) && !automatic ? translator()("log.unnamedRule") : undefined;
}

/** The title of the rule that was broken; one that no longer stands on /rules keeps its anchor's name. */
export function reasonWords(anchor: string, rules: readonly Rule[]): string {
  return rules.find((rule) => rule.anchor === anchor)?.title ?? translator()("log.formerRule", { anchor });
}
