import { wilsonLowerBound } from "#features/comments/rules.ts";

/**
 * The outcome of a report: a person's decision in force after it removed the comment (`upheld`) or kept it
 * (`dismissed`), a moderator marked the report as `abusive`, or it is `open`.
 */
export type ReportOutcome = "open" | "upheld" | "dismissed" | "abusive";

/** The number of a member's reports by outcome. */
export interface TrackRecord {
  open: number;
  upheld: number;
  dismissed: number;
  abusive: number;
}

/** The settings for the weight of a report. */
export interface WeightSettings {
  /** Upheld reports with which every member starts. */
  "reports.prior": number;
  /** The number of dismissed reports that an abusive one counts as. */
  "reports.abuseCounts": number;
}

/**
 * The weight of a member's report, between 0 and 1: the lower bound of the Wilson interval (95 %, `wilsonLowerBound`)
 * of the share of their reports that were upheld. See E. Miller, "How Not To Sort By Average Rating" (2009), for the
 * choice of the bound. Newcomers start with `reports.prior` upheld reports; with 2, their weight is 0.34, as for eleven
 * upheld reports of twenty.
 */
export function reportWeight({ upheld, dismissed, abusive }: TrackRecord, settings: WeightSettings): number {
  const upheldCount = settings["reports.prior"] + upheld;
  return wilsonLowerBound(upheldCount, upheldCount + dismissed + abusive * settings["reports.abuseCounts"]);
}

/** The sum of the weights of open reports, which decides whether a comment is hidden. */
export function sumOpenWeights(reports: { outcome: ReportOutcome; weight: number }[]): number {
  return reports.reduce((sum, { outcome, weight }) => sum + (outcome === "open" ? weight : 0), 0);
}

/**
 * Whether a sum of weights hides a comment for review.
 * @param hideAt the threshold in percent; 0 never hides
 */
export function isHidingWeight(sum: number, hideAt: number): boolean {
  return hideAt > 0 && Math.round(sum * 100) >= hideAt;
}

/** A weight as a whole percentage. */
export function toPercent(weight: number): number {
  return Math.round(weight * 100);
}

/** The name of the rule that hides reported comments; the author reads `errors.verdict.reports`. */
export const reportsRule = "reports";
