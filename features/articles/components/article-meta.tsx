import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { Article } from "../queries.ts";
import { describeRatingTotals } from "../rating-mean.ts";
import { readingMinutes } from "../rules.ts";
import { CommentFigure, RatingFigure } from "./article-figures.client.tsx";

/** Authors, date, reading time and rating: a column that stays in view on wide screens, a line or two on phones. */
export function ArticleMeta({ article }: { article: Article }) {
  const t = translator();
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
      <RatingFigure ratings={describeRatingTotals(article.ratings)} />
      <CommentFigure
        count={article.commentCount}
        one={t("articles.commentNoun", { count: 1 })}
        many={t("articles.commentNoun", { count: 2 })}
      />
    </div>
  );
}
