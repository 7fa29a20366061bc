/**
 * From this number of registrations within a day, a network is probably shared by many people: a school, a mobile
 * carrier.
 */
export const minSharedRegistrations = 10;

/** The number of a member's comments by status; `deleted` were deleted by the member. */
export interface CommentStatusCounts {
  visible: number;
  pending: number;
  rejected: number;
  spam: number;
  removed: number;
  deleted: number;
}

/**
 * The comments of a member that moderators refused, those that they decided on, and the share of the first in percent.
 */
export function summarizeRefusals({ visible, rejected, spam, removed }: CommentStatusCounts): {
  refused: number;
  decided: number;
  percent: number;
} {
  const refused = rejected + spam + removed;
  const decided = visible + refused;
  return { refused, decided, percent: decided === 0 ? 0 : Math.round((100 * refused) / decided) };
}

/** The number of comments that the member has not deleted. */
export function countRemaining({ visible, pending, rejected, spam, removed }: CommentStatusCounts): number {
  return visible + pending + rejected + spam + removed;
}

/** The filters of the member list. */
export const memberFilters = ["banned", "suspended", "premoderated", "warned", "refused"] as const;
export type MemberFilter = (typeof memberFilters)[number];

/** The days whose refusals the filter `refused` counts. */
export const refusalWindowDays = 30;
