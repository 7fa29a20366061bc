import type { Locale } from "#i18n/translator.ts";
import { formatRating } from "#lib/numbers.ts";

export interface RatingTotals {
  /** All votes, imported ones included. */
  count: number;
  /** Their stars; an import may bring fractions. */
  sum: number;
  /** How many of them came with an import. */
  legacy: number;
}

/** "4,25/5". */
export function formatRatingMean({ count, sum }: RatingTotals, locale: Locale): string {
  return `${formatRating(sum, count, locale)}/5`;
}
