import { wilsonInterval } from "#features/comments/rules.ts";

/** A share with its 95 % Wilson interval; `share` is null without trials. */
export interface Estimate {
  share: number | null;
  low: number;
  high: number;
}

export function estimateShare(positive: number, trials: number): Estimate {
  return { share: trials === 0 ? null : positive / trials, ...wilsonInterval(positive, trials) };
}

/** The newest decided comments that are evaluated, unless more are asked for. */
export const defaultEvaluationLimit = 2_000;

/** With fewer examples of either kind, an interval is wider than about a quarter: the figures are hints. */
export const minReliableExamples = 50;

/** The numbers of comments of each kind. */
export interface KindCounts {
  approved: number;
  refused: number;
}

/** What one phase, or all of them together, did with the comments. */
export interface ScreeningFigures {
  /** Comments that would not be published: held, or not accepted at all. */
  held: number;
  /** Comments that would be published and shown to moderators. */
  flagged: number;
  /** Those among both that moderators refused. */
  truePositives: number;
  /** Those among both that moderators kept. */
  falsePositives: number;
  /** The share of refused comments among those held or flagged. */
  precision: Estimate;
  /** The share of refused comments that were held or flagged. */
  recall: Estimate;
  /** The share of good comments that were held or flagged. */
  falsePositiveRate: Estimate;
  /** Processor time per comment (ms). */
  ms: number;
}

export type ScreeningEffect = "held" | "flagged";

/** Counts the effects of a phase on comments whose kind is known. */
export function createTally() {
  const effects = { held: 0, flagged: 0 };
  const found: KindCounts = { approved: 0, refused: 0 };
  let ms = 0;
  return {
    count(kind: keyof KindCounts, effect: ScreeningEffect): void {
      effects[effect] += 1;
      found[kind] += 1;
    },
    spend(milliseconds: number): void {
      ms += milliseconds;
    },
    figures: (comments: KindCounts): ScreeningFigures => ({
      ...effects,
      truePositives: found.refused,
      falsePositives: found.approved,
      precision: estimateShare(found.refused, found.refused + found.approved),
      recall: estimateShare(found.refused, comments.refused),
      falsePositiveRate: estimateShare(found.approved, comments.approved),
      ms: ms / Math.max(1, comments.approved + comments.refused),
    }),
  };
}
