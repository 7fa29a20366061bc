import { endOfMonthsAfter } from "#lib/month-end.ts";

/** How long a decision can be contested: six months from the day one was told (EU regulation 2022/2065, article 20), in the site's calendar. */
const appealMonths = 6;

/** The first moment at which an appeal against what was told at `told` comes too late. */
export function appealEndsAt(told: Date, zone: string): Date {
  return endOfMonthsAfter(told, appealMonths, zone);
}

/** Characters of an appeal: enough to say why, no more than somebody reads. */
export const minAppealLength = 10;
export const maxAppealLength = 5_000;

/** What can come of an appeal by a person's hand. */
export const appealVerdicts = ["upheld", "overturned"] as const;
export type AppealVerdict = (typeof appealVerdicts)[number];

/**
 * What became of a decision. `stands`: nobody contested it; `open`: somebody did; `upheld`: in vain; `overturned`: rightly, so it was undone;
 * `undone`: taken back by who took it, before or without an appeal.
 */
const decisionOutcomes = ["stands", "open", "upheld", "overturned", "undone"] as const;
export type DecisionOutcome = (typeof decisionOutcomes)[number];

/** Appeals on one page of the moderators' list. */
export const appealsPerPage = 30;
