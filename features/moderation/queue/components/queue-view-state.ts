import type { Translator } from "#i18n/create-translator.ts";
import type { FormState } from "#lib/action.ts";
import type { Outbox } from "../outbox.ts";
import type { CitableRule } from "./queue-view-context.ts";
import type { useDecisionMarks } from "./use-decision-marks.ts";
import type { useItems } from "./use-items.ts";
import type { OutboxAnswer } from "./use-outbox.ts";
import type { useSelection } from "./use-selection.ts";
import type { useUndoableDecisions } from "./use-undoable-decisions.ts";

/** The state that the hooks of the queue share. */
export interface QueueViewState {
  rules: CitableRule[];
  /** The rule that spam breaks if no other is named. */
  spamRule: string | undefined;
  /** The moderator's id. */
  viewer: number;
  list: ReturnType<typeof useItems>;
  marks: ReturnType<typeof useDecisionMarks>;
  selection: ReturnType<typeof useSelection>;
  done: ReturnType<typeof useUndoableDecisions>;
  outbox: Outbox<OutboxAnswer>;
}

export type AnswerState<K extends OutboxAnswer["kind"]> = Extract<OutboxAnswer, { kind: K }>["state"];
type Refused = Extract<FormState<unknown>, { status: "refused" }>;

/** The message of a refusal, or of its invalid field. */
export const refusalText = (state: Refused) => Object.values(state.fields).at(-1) ?? state.message;

/** The moderator's own decision whose answer was lost: sent again, it conflicts with itself. */
export function findUndoableDecision(state: Refused, viewer: number, action: string | undefined): number | undefined {
  if (state.code !== "moderation.conflict" || !state.currentState || !("last" in state.currentState)) return undefined;
  const last = state.currentState.last as { id: number; actorId: number | null; action: string } | null;
  return last?.actorId === viewer && last.action === action ? last.id : undefined;
}

/** A decision as text: "Refusé : Pas de spam". */
export function formatDecision(t: Translator, rules: CitableRule[], action: string, reason = ""): string {
  const key = `moderation.queue.decided.${action}` as "moderation.queue.decided.approve";
  const did = t.has(key) ? t.typeset(key) : action;
  const rule = findRuleTitle(rules, reason);
  return rule ? t.typeset("moderation.queue.decisionWithReason", { did, rule }) : did;
}

/** A decision on a member or a thread as text: "Exclu : Ada (Pas de spam)". */
export function formatDecisionAbout(
  t: Translator,
  rules: CitableRule[],
  { action, name, reason = "" }: { action: string; name: string; reason?: string | undefined },
): string {
  const did = formatDecision(t, rules, action);
  const rule = findRuleTitle(rules, reason);
  return rule
    ? t.typesetAround("moderation.queue.decisionAboutWithReason", { did, name, rule })
    : t.typesetAround("moderation.queue.decisionAbout", { did, name });
}

const findRuleTitle = (rules: CitableRule[], reason: string) => rules.find(({ anchor }) => anchor === reason)?.title;
