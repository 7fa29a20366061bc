/** Days between asking for the deletion of one's account and its doing: long enough to come back to it, or to find out that somebody else asked. */
export const deletionDays = 14;

/** The handle of an emptied row; `changeProfile` lets nobody take one. */
export const emptiedHandle = (memberId: number): string => `deleted-${memberId}`;
