import type { CommentPolicy } from "#db/schema/articles.ts";
import type { ThreadAction } from "#features/decision-history/rules.ts";
import type { Settings } from "#features/settings/schema.ts";

/** The rules that decide about a discussion: its pace, and the share of its last comments that need a moderator. */
export const discussionRules = ["pace", "heldShare"] as const;
export type DiscussionRule = (typeof discussionRules)[number];

/** What each rule does, and how it ends it. */
export const measureOf = {
  pace: { begin: "slow", end: "unslow", field: "slowModeMinutes" },
  heldShare: { begin: "premoderate", end: "open", field: "policy" },
} as const satisfies Record<DiscussionRule, { begin: ThreadAction; end: ThreadAction; field: string }>;

/** Minutes during which the last comments of a discussion count: an older dispute needs no measure. */
export const recentMinutes = 180;

/** The most troubled comments of one member that count: a discussion is not premoderated because of two people. */
export const maxTroubledPerAuthor = 2;

/** The recent figures of an article's discussion. */
export interface DiscussionFigures {
  /** Visible and pending comments within `discussion.slowWithin`, few of each member. */
  pace: number;
  /** The last comments, at most `discussion.premoderateOf`, and how many of them are held, reported or refused: few of each member. */
  last: number;
  troubled: number;
}

interface DiscussionState {
  policy: CommentPolicy;
  slowModeMinutes: number;
}

/** The rules whose limit a discussion has passed, and that would change something. */
export function listDueRules(
  { pace, last, troubled }: DiscussionFigures,
  { policy, slowModeMinutes }: DiscussionState,
  settings: Settings,
): DiscussionRule[] {
  if (policy === "closed") return [];
  const slowFrom = settings["discussion.slowFrom"];
  const share = settings["discussion.premoderateFrom"];
  const isFast = slowFrom > 0 && pace >= slowFrom;
  const isTroubled = share > 0 && last >= settings["discussion.premoderateOf"] && troubled * 100 >= share * last;
  return [
    ...(isFast && slowModeMinutes === 0 ? (["pace"] as const) : []),
    ...(isTroubled && policy === "open" ? (["heldShare"] as const) : []),
  ];
}

/** The figures of a discussion since it became calm enough, or not. */
export interface CalmFigures {
  /** The most comments within `discussion.slowWithin` during the last `discussion.calmMinutes`. */
  peak: number;
  /** The comments of that time, and how many of them are held, reported or refused. */
  last: number;
  troubled: number;
}

/**
 * Whether a rule's measure may end: the figures are below half of its limit, so that it does not begin again at once.
 * What one member may cause (two troubled comments) is calm. A rule that was turned off ends its measures.
 */
export function isCalm(rule: DiscussionRule, { peak, last, troubled }: CalmFigures, settings: Settings): boolean {
  if (rule === "pace") return settings["discussion.slowFrom"] === 0 || 2 * peak < settings["discussion.slowFrom"];
  const share = settings["discussion.premoderateFrom"];
  return share === 0 || troubled * 200 < share * last || troubled <= maxTroubledPerAuthor;
}
