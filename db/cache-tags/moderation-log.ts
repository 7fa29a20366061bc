/** Carried by all that is made from the log. The database clears it itself with each decision (drizzle/functions/moderation-log.sql): the same text stands there. */
export const logTag = "moderation:log";

/** Carried by what is counted of a year: cleared by what changes its figures alone, by the same triggers and with each event of a notice. */
export const logYearTag = (year: number) => `${logTag}:${year}`;
