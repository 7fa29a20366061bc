/** Days after which the hashes that link registrations are deleted (the privacy page says so). */
export const linkedDays = 30;

/** Registrations from one network within a day beyond which it is likely shared by many: a school, a mobile carrier. */
export const sharedNetwork = 10;

/** How many of each status a member wrote; `deleted` are those that they took back themselves. */
export interface Written {
  visible: number;
  pending: number;
  rejected: number;
  spam: number;
  removed: number;
  deleted: number;
}

/** What moderators made of a member's comments: how many were refused, of those that were not left waiting, and the share in percent. */
export function refusedOf({ visible, rejected, spam, removed }: Written): {
  refused: number;
  judged: number;
  percent: number;
} {
  const refused = rejected + spam + removed;
  const judged = visible + refused;
  return { refused, judged, percent: judged === 0 ? 0 : Math.round((100 * refused) / judged) };
}

/** All that a member wrote and that still is. */
export function totalOf({ visible, pending, rejected, spam, removed }: Written): number {
  return visible + pending + rejected + spam + removed;
}

/** Ways to look for members. */
export const peopleFilters = ["banned", "suspended", "premoderated", "warned", "refused"] as const;
export type PeopleFilter = (typeof peopleFilters)[number];

/** Days of which refusals count in the list of the most refused. */
export const refusedDays = 30;
