import type { CommentPolicy } from "#db/schema/articles.ts";
import type { CommentStatus } from "#db/schema/comments.ts";
import type { DecisionState } from "#db/schema/moderation.ts";

/** A moderator's actions on a comment. */
export const commentActions = ["approve", "reject", "spam", "remove", "restore", "feature", "unfeature"] as const;
/** Actions on an article's thread. `open` also ends premoderation; `unslow` ends slow mode, which `slow` begins or changes. */
export const threadActions = ["open", "close", "premoderate", "slow", "unslow"] as const;
/**
 * Actions on a member. `lift` ends every restriction in force, except a warning, which ends once the member has read
 * it. Only moderators see a `note`; a `message` is sent to the member.
 */
export const memberActions = ["warn", "premoderate", "suspend", "ban", "lift", "note", "message"] as const;
/** Actions on a held vote: `release` counts it from now on, `discard` never does. */
export const voteActions = ["release", "discard"] as const;

export type CommentAction = (typeof commentActions)[number];
export type ThreadAction = (typeof threadActions)[number];
export type MemberAction = (typeof memberActions)[number];
export type VoteAction = (typeof voteActions)[number];

export type DecisionAction = CommentAction | ThreadAction | MemberAction | VoteAction;

/** Actions that restrict a member or remove something of theirs. */
const restrictiveActions: readonly string[] = ["reject", "spam", "remove", "warn", "suspend", "ban", "discard"];

/** Whether a person who takes this action must name the rule that was broken. */
export function needsReason(action: string): boolean {
  return restrictiveActions.includes(action);
}

/**
 * Whether the note of an action on a member can also be sent to the member. The note of `warn` and `message` is for the
 * member anyway.
 */
export function mayIncludeMessage(action: MemberAction): boolean {
  return action === "ban" || action === "suspend";
}

/** The anchor of the preset rule about advertising and spam. */
const spamAnchor = "spam";

/**
 * The rule that an action implies: the spam rule for `spam`. Undefined for other actions, and if the site has no spam
 * rule; the moderator must then choose one.
 */
export function defaultReason(action: string, rules: readonly { anchor: string }[]): string | undefined {
  return action === "spam" && rules.some(({ anchor }) => anchor === spamAnchor) ? spamAnchor : undefined;
}

/** Maximum length of a decision's note, in characters (the table allows 5,000). */
export const maxNoteLength = 2_000;

const statusByAction = {
  approve: "visible",
  reject: "rejected",
  spam: "spam",
  remove: "removed",
  restore: "visible",
} as const satisfies Partial<Record<CommentAction, CommentStatus>>;

/**
 * The status that an action gives a comment; undefined if the comment has it already. Approving a visible comment is
 * allowed: it records that a moderator found it acceptable.
 */
export function statusAfterAction(
  action: keyof typeof statusByAction,
  status: CommentStatus,
): (typeof statusByAction)[keyof typeof statusByAction] | undefined {
  const next = statusByAction[action];
  return next === status && action !== "approve" ? undefined : next;
}

export const policyByAction = {
  open: "open",
  close: "closed",
  premoderate: "premoderated",
} as const satisfies Partial<Record<ThreadAction, CommentPolicy>>;

export type ThreadPolicyAction = keyof typeof policyByAction;

export const isThreadPolicyAction = (action: ThreadAction): action is ThreadPolicyAction => action in policyByAction;

/** The minutes between two comments of a reader that moderators choose from. */
export const slowModeChoices = [2, 5, 10, 30, 60] as const;
export const defaultSlowModeMinutes = 10;
/** A day; the database allows no more. */
export const maxSlowModeMinutes = 1_440;

/** The field of a thread's state that an action sets, with its new value. */
export function threadStateAfterAction(
  action: ThreadAction,
  slowModeMinutes: number = defaultSlowModeMinutes,
): Pick<DecisionState, "policy" | "slowModeMinutes"> {
  if (isThreadPolicyAction(action)) return { policy: policyByAction[action] };
  return { slowModeMinutes: action === "slow" ? slowModeMinutes : 0 };
}

interface FieldChange<S> {
  before: S;
  after: S;
  /** Whether the decision, or the decision that it is a part of, was undone. */
  undone: boolean;
}

/**
 * The current value of one field of a subject, derived from its decisions: the value after the last decision in force,
 * or else the value before the first one. Undefined if no decision sets the field.
 * @param decisions oldest first, without undos
 */
export function deriveField<S extends object, K extends keyof S>(
  decisions: FieldChange<S>[],
  field: K,
): S[K] | undefined {
  const changes = decisions.filter(({ after }) => field in after);
  return (changes.findLast(({ undone }) => !undone)?.after ?? changes[0]?.before)?.[field];
}
