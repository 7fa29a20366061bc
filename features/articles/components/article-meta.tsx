import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { siteLocale, translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { Article } from "../queries.ts";
import { formatRatingMean } from "../rating-mean.ts";
import { readingMinutes } from "../rules.ts";

/** Authors, date, reading time and rating: a column that stays in view on wide screens, a line or two on phones. */
export function ArticleMeta({ article }: { article: Article }) {
  const t = translator();
  const { ratings, commentCount } = article;
  return (
    <div className="article-meta">
      <div>
        {article.authors.map((author) => (
          <a key={author.slug} className="p-author h-card" rel="author" href={`/authors/${author.slug}`}>
            {typeset(author.name)}
          </a>
        ))}
        <FormattedDate at={article.publishedAt} style="long" className="dt-published" />
      </div>
      <p>
        <b>{t("articles.reading", { minutes: readingMinutes(article.wordCount) })}</b> {t("articles.readSuffix")}
      </p>
      {ratings.count > 0 && (
        <p>
          <a href="#rating">
            <b className="figure-whole">{formatRatingMean(ratings, siteLocale())}</b>{" "}
            {t("ratings.count", { count: ratings.count })}
          </a>
        </p>
      )}
      {commentCount > 0 && (
        <p>
          <a href="#comments">
            <b>{commentCount}</b> {t("articles.commentNoun", { count: commentCount })}
          </a>
        </p>
      )}
    </div>
  );
}
