/** Days between asking for the deletion of one's account and its doing: long enough to come back to it, or to find out that somebody else asked. */
export const deletionDelayDays = 14;

/** The handle of an emptied row; nobody else takes one (`isDeletedHandle`), or the deletion would find it taken. */
export const deletedHandle = (memberId: number): string => `deleted-${memberId}`;
export const isDeletedHandle = (handle: string): boolean => /^deleted-\d+$/.test(handle);
