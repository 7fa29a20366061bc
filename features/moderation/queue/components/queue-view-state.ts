import type { FormState } from "#lib/action.ts";
import { interpolate } from "#lib/interpolate.ts";
import type { Outbox } from "../outbox.ts";
import type { QueueLabels } from "../queue-text.ts";
import type { useDecisionMarks } from "./use-decision-marks.ts";
import type { useItems } from "./use-items.ts";
import type { OutboxAnswer } from "./use-outbox.ts";
import type { useSelection } from "./use-selection.ts";
import type { useUndoableDecisions } from "./use-undoable-decisions.ts";

/** What the parts of the room work with. */
export interface QueueViewState {
  labels: QueueLabels;
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

/** What a refusal says: of the field that is wrong, where one is. */
export const refusalText = (state: Refused) => Object.values(state.fields).at(-1) ?? state.message;

/** One's own decision, where only its answer was lost: sent again, it is refused because of itself. */
export function findUndoableDecision(state: Refused, viewer: number, action: string | undefined): number | undefined {
  if (state.code !== "moderation.conflict" || !state.now || !("last" in state.now)) return undefined;
  const last = state.now.last as { id: number; actorId: number | null; action: string } | null;
  return last?.actorId === viewer && last.action === action ? last.id : undefined;
}

/** What is said of a decision: "Rejeté : Ni publicité ni bruit". */
export function formatDecision(labels: QueueLabels, action: string, reason = ""): string {
  const title = labels.rules.find(({ anchor }) => anchor === reason)?.title;
  const did = labels.did[action as keyof QueueLabels["did"]] ?? action;
  return title ? interpolate(labels.what, { did, rule: title }) : did;
}

/** What is said of a decision about somebody or something: "Exclu : Ada (Ni publicité ni bruit)". */
export function formatDecisionAbout(labels: QueueLabels, action: string, name: string, reason = ""): string {
  const rule = labels.rules.find(({ anchor }) => anchor === reason)?.title;
  const did = formatDecision(labels, action);
  return rule ? interpolate(labels.aboutRule, { did, name, rule }) : interpolate(labels.about, { did, name });
}
