import type { FormState } from "#lib/action.ts";
import { fill } from "#lib/fill.ts";
import type { Outbox } from "../outbox.ts";
import type { Labels } from "../words.ts";
import type { useDone } from "./use-done.ts";
import type { useItems } from "./use-items.ts";
import type { useMarks } from "./use-marks.ts";
import type { Settled } from "./use-outbox.ts";
import type { useSelection } from "./use-selection.ts";

/** What the parts of the room work with. */
export interface RoomParts {
  labels: Labels;
  /** The moderator's id. */
  viewer: number;
  list: ReturnType<typeof useItems>;
  marks: ReturnType<typeof useMarks>;
  selection: ReturnType<typeof useSelection>;
  done: ReturnType<typeof useDone>;
  outbox: Outbox<Settled>;
}

export type StateOf<K extends Settled["kind"]> = Extract<Settled, { kind: K }>["state"];
export type Refused = Extract<FormState<unknown>, { status: "refused" }>;

/** What a refusal says: of the field that is wrong, where one is. */
export const saidBy = (state: Refused) => Object.values(state.fields).at(-1) ?? state.message;

/** One's own decision, where only its answer was lost: sent again, it is refused because of itself. */
export function ownAlready(state: Refused, viewer: number, action: string | undefined): number | undefined {
  if (state.code !== "moderation.conflict" || !state.now || !("last" in state.now)) return undefined;
  const last = state.now.last as { id: number; actorId: number | null; action: string } | null;
  return last?.actorId === viewer && last.action === action ? last.id : undefined;
}

/** What is said of a decision: "Rejeté : Ni publicité ni bruit". */
export function didText(labels: Labels, action: string, reason = ""): string {
  const title = labels.rules.find(({ anchor }) => anchor === reason)?.title;
  const did = labels.did[action as keyof Labels["did"]] ?? action;
  return title ? fill(labels.what, { did, rule: title }) : did;
}

/** What is said of a decision about somebody or something: "Exclu : Ada (Ni publicité ni bruit)". */
export function aboutText(labels: Labels, action: string, name: string, reason = ""): string {
  const rule = labels.rules.find(({ anchor }) => anchor === reason)?.title;
  const did = didText(labels, action);
  return rule ? fill(labels.aboutRule, { did, name, rule }) : fill(labels.about, { did, name });
}
