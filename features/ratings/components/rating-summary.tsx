import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { formatRatingMean, type RatingTotals } from "#features/articles/rating-mean.ts";
import { Stars } from "#features/ratings/components/stars.tsx";
import { siteLocale, translator } from "#i18n/translator.ts";
import { RateArticle } from "./rate-article.tsx";
import { RatingHistogram } from "./rating-histogram.tsx";

interface Props {
  /** The article's slug. */
  article: string;
  ratings: RatingTotals;
  /** Votes cast here, by stars from one to five. */
  counts: number[];
}

/** The ratings summary below the article ("12 avis, 4,25/5, dont 9 importés"), with stars, histogram and the viewer's own vote. */
export function RatingSummary({ article, ratings, counts }: Props) {
  const t = translator();
  const mean = formatRatingMean(ratings, siteLocale());
  const { count, legacy } = ratings;
  return (
    <section id="rating" aria-labelledby="rating-heading" className="rating">
      <div>
        <h2 id="rating-heading" className="font-semibold text-plain">
          {t("ratings.heading")}
        </h2>
        <div className="rating-mean">
          <Stars ratings={ratings} />
          <p className="text-mute text-small">
            <span className="figure-whole">
              {count === 0 ? t("ratings.none") : `${t("ratings.count", { count })}, ${mean}`}
            </span>
            {legacy > 0 && legacy < count && <>, {t("ratings.imported", { count: legacy })}</>}
          </p>
        </div>
        {count > legacy && <RatingHistogram counts={counts} />}
      </div>
      <ErrorBoundary>
        <RateArticle article={article} />
      </ErrorBoundary>
    </section>
  );
}
