/** Carried by all that is made from the log. The database clears it itself with each decision (migration 0009): the same text stands there. */
export const logTag = "moderation:log";
