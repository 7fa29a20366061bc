/** Days between asking for the deletion of one's account and its doing: long enough to come back to it, or to find out that somebody else asked. */
export const deletionDelayDays = 14;
