import type { CommentPolicy } from "#db/schema/articles.ts";
import type { CommentStatus } from "#db/schema/comments.ts";

/** What a moderator can do with a comment. */
export const commentActions = ["approve", "reject", "spam", "remove", "restore", "feature", "unfeature"] as const;
/** With an article's thread: `open` also ends the wait of `premoderate`. */
export const threadActions = ["open", "close", "premoderate"] as const;
/** With a member: `lift` ends all that holds; a warning ends when it was read; `note` stays among moderators, `message` is written to the member. */
export const memberActions = ["warn", "premoderate", "suspend", "ban", "lift", "note", "message"] as const;
/** With a vote that is held apart: it counts from now on, or never. */
export const voteActions = ["release", "discard"] as const;

export type CommentAction = (typeof commentActions)[number];
export type ThreadAction = (typeof threadActions)[number];
export type MemberAction = (typeof memberActions)[number];
export type VoteAction = (typeof voteActions)[number];

export type DecisionAction = CommentAction | ThreadAction | MemberAction | VoteAction;

/** What takes something from somebody: a person who decides it names the rule that was broken. */
const restrictiveActions: readonly string[] = ["reject", "spam", "remove", "warn", "suspend", "ban", "discard"];

export function needsReason(action: string): boolean {
  return restrictiveActions.includes(action);
}

/** The anchor of the preset rule about advertising and spam. */
const spamAnchor = "spam";

/** The rule that an action implies: for spam, the rule about spam. Undefined if the site has no such rule, so that one must be chosen. */
export function defaultReason(action: string, rules: readonly { anchor: string }[]): string | undefined {
  return action === "spam" && rules.some(({ anchor }) => anchor === spamAnchor) ? spamAnchor : undefined;
}

/** Longest note of a decision, in characters (the table holds 5,000). */
export const maxNoteLength = 2_000;

const statusByAction = {
  approve: "visible",
  reject: "rejected",
  spam: "spam",
  remove: "removed",
  restore: "visible",
} as const satisfies Partial<Record<CommentAction, CommentStatus>>;

/** What an action makes of a comment's status; undefined where there is nothing to do. Approving what is visible says that it is right as it is. */
export function statusAfterAction(
  action: keyof typeof statusByAction,
  status: CommentStatus,
): (typeof statusByAction)[keyof typeof statusByAction] | undefined {
  const wanted = statusByAction[action];
  return wanted === status && action !== "approve" ? undefined : wanted;
}

export const policyByAction = {
  open: "open",
  close: "closed",
  premoderate: "premoderated",
} as const satisfies Record<ThreadAction, CommentPolicy>;

interface FieldChange<S> {
  before: S;
  after: S;
  /** Undone since, by itself or with the decision that it came with. */
  undone: boolean;
}

/**
 * What holds for one field of a subject, from its decisions in their order (undos left out): as the last one in force left it, else as the
 * first one found it. Undefined where no decision is about that field.
 */
export function deriveField<S extends object, K extends keyof S>(
  decisions: FieldChange<S>[],
  field: K,
): S[K] | undefined {
  const about = decisions.filter(({ after }) => field in after);
  return (about.findLast(({ undone }) => !undone)?.after ?? about[0]?.before)?.[field];
}
