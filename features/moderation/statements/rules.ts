import type { CommentStatus } from "#db/schema/comments.ts";

/**
 * Decisions with a statement of reasons for the member concerned: all restrictions, and `message`, which restricts
 * nothing but is addressed to the member.
 */
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
  // On a held vote. The hold itself is shown beside the voter's rating.
  "discard",
] as const;
type RestrictionAction = (typeof restrictionActions)[number];

export function isRestriction(action: string): action is RestrictionAction {
  return (restrictionActions as readonly string[]).includes(action);
}

/** Whether the member reads the decision's note. Only moderators read all other notes. */
export function hasMemberNote(action: string): boolean {
  return action === "warn" || action === "message";
}

/** Rules that hold a comment regardless of its text: the screening phases of these names. */
export const routineRules = ["newcomer", "article", "premoderated"];

interface AppealableDecision {
  action: string;
  before: { status?: CommentStatus };
}

/**
 * Whether a decision can be appealed: every restriction except a review before publication. A comment held before
 * publication gets a person's decision anyway, which can be appealed. A rule that hides a visible comment can be
 * appealed at once.
 */
export function isAppealable({ action, before }: AppealableDecision): boolean {
  if (action === "hold") return before.status === "visible";
  return isRestriction(action) && action !== "message";
}

/**
 * The key of the sentence that replaces the rule in a statement of reasons, if its rule is no longer on /rules or none
 * was named (an older decision, or one from the command line). `anyRule`: screening checked the comment against all
 * rules.
 */
export function missingRuleKey({ action, reason }: { action: string; reason: string | null }): "noRule" | "anyRule" {
  return reason === null && action !== "hold" ? "noRule" : "anyRule";
}

/** Statements per page of the list. */
export const statementsPerPage = 20;
