/**
 * On everything made from the log. The database itself invalidates it with each decision, by triggers that contain the
 * same text (drizzle/functions/moderation-log.sql).
 */
export const moderationLogCacheTag = "moderation:log";

/** On the figures of one year: invalidated by the same triggers and with each event of a DSA notice. */
export const moderationLogYearCacheTag = (year: number) => `${moderationLogCacheTag}:${year}`;
