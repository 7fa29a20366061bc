import { endOfMonthsAfter } from "#lib/add-calendar-months.ts";

/**
 * Months within which a decision can be appealed, from the day of notification in the site's time zone (Digital
 * Services Act, article 20).
 */
const appealMonths = 6;

/**
 * The first moment at which an appeal is too late.
 * @param notifiedAt when the member was notified
 * @param zone the site's time zone
 */
export function appealEndsAt(notifiedAt: Date, zone: string): Date {
  return endOfMonthsAfter(notifiedAt, appealMonths, zone);
}

/** Length of an appeal in characters: enough to give a reason, short enough to be read. */
export const minAppealLength = 10;
export const maxAppealLength = 5_000;

/** The outcomes of an appeal that a person decides. */
export const appealVerdicts = ["upheld", "overturned"] as const;
export type AppealVerdict = (typeof appealVerdicts)[number];

/** Appeals per page of the moderators' list. */
export const appealsPerPage = 30;
