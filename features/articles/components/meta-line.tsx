import type { ArticleCard } from "#features/articles/queries.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatRatingMean } from "../rating-mean.ts";

/**
 * An article's date, ratings and comments in a list: "19 mars 2017 · 12 avis, 4,25/5 · 7 commentaires". Zero counts are
 * left out.
 */
export function MetaLine({ article }: { article: ArticleCard }) {
  const t = translator();
  const { ratings, commentCount, publishedAt } = article;
  return (
    <p className="meta">
      <FormattedDate at={publishedAt} style="short" />
      {ratings.count > 0 && (
        <span className="figure-whole">
          {t("ratings.count", { count: ratings.count })}, {formatRatingMean(ratings, siteLocale())}
        </span>
      )}
      {commentCount > 0 && <span>{t("articles.comments", { count: commentCount })}</span>}
    </p>
  );
}
