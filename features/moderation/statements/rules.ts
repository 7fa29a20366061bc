import type { CommentStatus } from "../rules.ts";

/** What takes something from somebody: whoever it concerns gets a statement of reasons. `message` takes nothing, and is theirs to read all the same. */
export const statedActions = [
  "hold",
  "reject",
  "spam",
  "remove",
  "warn",
  "premoderate",
  "suspend",
  "ban",
  "message",
  // On a vote that was held apart. That it is held stands beside the voter's stars.
  "discard",
] as const;
export type StatedAction = (typeof statedActions)[number];

export function isStated(action: string): action is StatedAction {
  return (statedActions as readonly string[]).includes(action);
}

/** Whose note is written to the member: they read it. All other notes stay among moderators. */
export function tellsNote(action: string): boolean {
  return action === "warn" || action === "message";
}

/** Rules after which a comment waits whatever it says: nothing was found in its text (`hold` by the pipeline's phases of these names). */
export const routineRules = ["newcomer", "article", "premoderated"];

interface Decided {
  action: string;
  before: { status?: CommentStatus };
}

/**
 * Whether a decision can be appealed: every restriction, but not a first reading that is still to come. What a rule lets wait before anybody
 * has read it gets its decision from a person anyway, and that one can be appealed; what readers saw and a rule hid can at once.
 */
export function isAppealable({ action, before }: Decided): boolean {
  if (action === "hold") return before.status === "visible";
  return isStated(action) && action !== "message";
}

/**
 * What a statement of reasons says if its rule is no longer in /rules, or if none was named: an older decision, or one from the command line.
 * A comment that screening held was checked against all rules.
 */
export function ruleSentence({ action, reason }: { action: string; reason: string | null }): "noRule" | "anyRule" {
  return reason === null && action !== "hold" ? "noRule" : "anyRule";
}

/** Statements on one page of the list. */
export const statementsPerPage = 20;
