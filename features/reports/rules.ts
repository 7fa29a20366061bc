import { wilsonLowerBound } from "#features/comments/rules.ts";

/**
 * What became of a report: a person's decision in force after it took the comment away (`upheld`) or left it (`dismissed`), a moderator called
 * the report itself `abusive`, or nobody has decided yet.
 */
export type ReportOutcome = "open" | "upheld" | "dismissed" | "abusive";

/** How a member's reports ended. */
export interface TrackRecord {
  open: number;
  upheld: number;
  dismissed: number;
  abusive: number;
}

/** What the site's settings say about it. */
export interface WeightSettings {
  /** Reports that count as upheld before a member's first one. */
  "reports.prior": number;
  /** So many dismissed ones an abusive one weighs. */
  "reports.abuseCounts": number;
}

/**
 * What a member's report is worth, between 0 and 1: the lower bound of Wilson's interval (95 %, `wilsonLowerBound`) for the share of their reports
 * that were upheld; "How Not To Sort By Average Rating" (E. Miller, 2009) says why the bound and not the share. A newcomer's first reports count
 * as if `reports.prior` had been upheld: with 2 that is 0.34, what somebody is worth of whose twenty reports eleven were right.
 */
export function reportWeight({ upheld, dismissed, abusive }: TrackRecord, settings: WeightSettings): number {
  const right = settings["reports.prior"] + upheld;
  return wilsonLowerBound(right, right + dismissed + abusive * settings["reports.abuseCounts"]);
}

/** What an open report of a comment adds to the sum that hides it. */
export function sumOpenWeights(reports: { outcome: ReportOutcome; weight: number }[]): number {
  return reports.reduce((sum, { outcome, weight }) => sum + (outcome === "open" ? weight : 0), 0);
}

/** Whether so much weight hides a comment until somebody has looked at it; `hideAt` in percent, 0: never. */
export function isHidingWeight(sum: number, hideAt: number): boolean {
  return hideAt > 0 && Math.round(sum * 100) >= hideAt;
}

/** A weight as people read it. */
export function toPercent(weight: number): number {
  return Math.round(weight * 100);
}

/** The name of the rule that hides what many report; its author reads `errors.verdict.reports`. */
export const reportsRule = "reports";
