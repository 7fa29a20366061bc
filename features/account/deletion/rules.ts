/** The days between the request of a deletion and its execution: time to change one's mind, or to notice that someone else requested it. */
export const deletionDelayDays = 14;
