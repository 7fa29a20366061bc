/** The queues of the worker, by the names that people read (i18n `jobs.queues`); a test compares them with the worker's. */
export const knownQueues = [
  "account-mail",
  "appeal-mail",
  "article-announcement",
  "backup-request",
  "comment-erasure",
  "decision-mail",
  "feed-item-pictures",
  "feed-item-publication",
  "feed-item-source-change",
  "home-pin-end",
  "member-deletion",
  "member-mail",
  "newsletter-preferences-link",
  "newsletter-signup-mail",
  "notice-mail",
  "related-refresh",
  "source-reservation",
  "staff-invitation",
  "taxonomy-merge",
  "taxonomy-related",
  "thread-ranking",
  "websub-ping",
] as const;

/** Whether the jobs of a queue send mails. */
export const isMailQueue = (name: string): boolean =>
  name.endsWith("-mail") || name === "staff-invitation" || name === "newsletter-preferences-link";

/** The schedules that every worker has (i18n `jobs.schedules`), also before their first run. */
export const knownSchedules = [
  "backup",
  "backup-trial",
  "discussion-limits",
  "followed-comments",
  "health",
  "imports",
  "index-now",
  "maintenance",
  "moderation-digest",
  "newsletter",
  "newsletter-drafts",
  "notification-mails",
  "publication",
  "related-upgrade",
  "search-index",
  "source-reservations",
  "spam-training",
  "websub",
] as const;

/** The schedules that only some sites have. */
export const optionalSchedules = ["bounce-mailbox"] as const;

/** What schedules count (i18n `jobs.results`). */
const counted = [
  "begun",
  "computed",
  "copied",
  "counted",
  "drafted",
  "ended",
  "imported",
  "indexed",
  "later",
  "notified",
  "published",
  "read",
  "refused",
  "requested",
  "restored",
  "sent",
  "started",
  "uncertain",
] as const;

/** A count in the result of a schedule's run. */
export interface ResultCount {
  word: (typeof counted)[number];
  count: number;
}

/** Reads the counts above zero of a result such as "3 published, 0 refused"; other text is left out. */
export function parseResult(result: string): ResultCount[] {
  return result.split(", ").flatMap((part) => {
    const [number = "", name] = part.split(" ");
    const word = counted.find((one) => one === name);
    const count = Number(number);
    return word && Number.isSafeInteger(count) && count > 0 ? [{ word, count }] : [];
  });
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** The most ids of one job that are shown. */
const maxIds = 8;

/**
 * Returns the ids in a job's payload, as `article 12`. Nothing else of it is shown: payloads of mails contain addresses.
 */
export function listPayloadIds(payload: unknown): string[] {
  if (typeof payload !== "object" || payload === null) return [];
  const ids = Object.entries(payload).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((one) =>
      Number.isSafeInteger(one) || (typeof one === "string" && uuid.test(one)) ? [`${name} ${one}`] : [],
    ),
  );
  return ids.length > maxIds ? [...ids.slice(0, maxIds), "…"] : ids;
}
