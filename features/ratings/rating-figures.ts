import { describeRatingTotals, type RatingText, type RatingTotals } from "#features/articles/rating-mean.ts";
import { translator } from "#i18n/translator.ts";

/** An article's votes as readers see them, in the site's language: as JSON, for the page and for a voter's browser. */
export interface RatingFigures {
  /** The mean, for the row of stars: 0 to 5. */
  mean: number;
  /** "12 avis, 4,25/5". */
  summary: string;
  /** The same in two parts; absent without votes. */
  text?: RatingText;
  /** How many of them were imported, unless all or none. */
  imported?: string;
  /** The votes cast here, from five stars to one; absent if there are none. */
  histogram?: { caption: string; rows: HistogramRow[] };
}

interface HistogramRow {
  value: number;
  /** "4 étoiles". */
  stars: string;
  /** "16 votes". */
  votes: string;
  count: number;
  percent: number;
}

/**
 * Describes an article's votes.
 * @param counts votes cast here, with one star to five
 */
export function describeRatings(ratings: RatingTotals, counts: number[]): RatingFigures {
  const t = translator();
  const { count, sum, legacy } = ratings;
  const text = describeRatingTotals(ratings);
  const total = counts.reduce((all, votes) => all + votes, 0);
  const rows = counts.map((votes, index) => ({
    value: index + 1,
    stars: t("ratings.stars", { count: index + 1 }),
    votes: t("ratings.votes", { count: votes }),
    count: votes,
    percent: Math.round((10_000 * votes) / total) / 100,
  }));
  return {
    mean: count > 0 ? Math.min(5, sum / count) : 0,
    summary: text ? `${text.count}, ${text.mean}` : t("ratings.none"),
    ...(text && { text }),
    ...(legacy > 0 && legacy < count && { imported: t("ratings.imported", { count: legacy }) }),
    ...(count > legacy &&
      total > 0 && { histogram: { caption: t("ratings.votesHere", { count: total }), rows: rows.reverse() } }),
  };
}
