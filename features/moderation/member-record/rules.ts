/** Registrations from one network within a day beyond which it is likely shared by many: a school, a mobile carrier. */
export const minSharedRegistrations = 10;

/** How many of each status a member wrote; `deleted` are those that they took back themselves. */
export interface CommentStatusCounts {
  visible: number;
  pending: number;
  rejected: number;
  spam: number;
  removed: number;
  deleted: number;
}

/** What moderators made of a member's comments: how many were refused, of those that were not left waiting, and the share in percent. */
export function summarizeRefusals({ visible, rejected, spam, removed }: CommentStatusCounts): {
  refused: number;
  judged: number;
  percent: number;
} {
  const refused = rejected + spam + removed;
  const judged = visible + refused;
  return { refused, judged, percent: judged === 0 ? 0 : Math.round((100 * refused) / judged) };
}

/** All that a member wrote and that still is. */
export function countRemaining({ visible, pending, rejected, spam, removed }: CommentStatusCounts): number {
  return visible + pending + rejected + spam + removed;
}

/** Ways to look for members. */
export const memberFilters = ["banned", "suspended", "premoderated", "warned", "refused"] as const;
export type MemberFilter = (typeof memberFilters)[number];

/** Days of which refusals count in the list of the most refused. */
export const refusalWindowDays = 30;
