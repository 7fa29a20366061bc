import type { Locale } from "#i18n/translator.ts";
import { formatRating } from "#lib/numbers.ts";

export interface RatingTotals {
  /** All votes, imported ones included. */
  count: number;
  /** The sum of their stars; imported sums may have fractions. */
  sum: number;
  /** How many of them were imported. */
  legacy: number;
}

/** Formats the mean: "4,25/5". */
export function formatRatingMean({ count, sum }: RatingTotals, locale: Locale): string {
  return `${formatRating(sum, count, locale)}/5`;
}
