import { type Locale, siteLocale, translator } from "#i18n/translator.ts";
import { formatRating } from "#lib/numbers.ts";

export interface RatingTotals {
  /** All votes, imported ones included. */
  count: number;
  /** The sum of their stars; imported sums may have fractions. */
  sum: number;
  /** How many of them were imported. */
  legacy: number;
}

/** An article's votes as texts in the site's language. */
export interface RatingText {
  /** "12 avis". */
  count: string;
  /** "4,25/5". */
  mean: string;
}

/** Describes an article's votes; undefined if there are none. */
export function describeRatingTotals(ratings: RatingTotals): RatingText | undefined {
  const { count } = ratings;
  if (count === 0) return undefined;
  return { count: translator()("ratings.count", { count }), mean: formatRatingMean(ratings, siteLocale()) };
}

/** Formats the mean: "4,25/5". */
export function formatRatingMean({ count, sum }: RatingTotals, locale: Locale): string {
  return `${formatRating(sum, count, locale)}/5`;
}
