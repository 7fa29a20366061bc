import type { CommentStatus } from "#db/schema/comments.ts";

/** What takes something from somebody: whoever it concerns gets a statement of reasons. `message` takes nothing, and is theirs to read all the same. */
export const restrictionActions = [
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
type RestrictionAction = (typeof restrictionActions)[number];

export function isRestriction(action: string): action is RestrictionAction {
  return (restrictionActions as readonly string[]).includes(action);
}

/** Whose note is written to the member: they read it. All other notes stay among moderators. */
export function hasMemberNote(action: string): boolean {
  return action === "warn" || action === "message";
}

/** Rules after which a comment waits whatever it says: nothing was found in its text (`hold` by the pipeline's phases of these names). */
export const routineRules = ["newcomer", "article", "premoderated"];

interface AppealableDecision {
  action: string;
  before: { status?: CommentStatus };
}

/**
 * Whether a decision can be appealed: every restriction, but not a first reading that is still to come. What a rule lets wait before anybody
 * has read it gets its decision from a person anyway, and that one can be appealed; what readers saw and a rule hid can at once.
 */
export function isAppealable({ action, before }: AppealableDecision): boolean {
  if (action === "hold") return before.status === "visible";
  return isRestriction(action) && action !== "message";
}

/**
 * What a statement of reasons says if its rule is no longer in /rules, or if none was named: an older decision, or one from the command line.
 * A comment that screening held was checked against all rules.
 */
export function missingRuleKey({ action, reason }: { action: string; reason: string | null }): "noRule" | "anyRule" {
  return reason === null && action !== "hold" ? "noRule" : "anyRule";
}

/** Statements on one page of the list. */
export const statementsPerPage = 20;
