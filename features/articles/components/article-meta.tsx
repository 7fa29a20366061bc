import type { ReactNode } from "react";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { Article } from "../queries.ts";
import { describeRatingTotals } from "../rating-mean.ts";
import { readingMinutes } from "../rules.ts";
import { CommentFigure, RatingFigure } from "./article-figures.client.tsx";

interface Props {
  article: Article;
  /** The dates of its corrections and updates. */
  changes?: ReactNode;
  /** Its list of contents, below the facts; not on narrow screens. */
  children?: ReactNode;
}

/** Authors, dates, reading time and rating: a column that stays in view on wide screens, a line or two on phones. */
export function ArticleMeta({ article, changes, children }: Props) {
  const t = translator();
  const minutes = readingMinutes(article.wordCount);
  const [before, after] = t("articles.timeLeft", { left: "{left}" }).split("{left}");
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
      {changes}
      <p>
        <b>{t("articles.reading", { minutes })}</b> {t("articles.readSuffix")}
        {minutes > 1 && (
          // The time left is written by the stylesheet as the reader scrolls.
          <span
            className="time-left"
            aria-hidden="true"
            data-minutes={minutes}
            data-before={before}
            data-after={after || undefined}
          />
        )}
      </p>
      <RatingFigure ratings={describeRatingTotals(article.ratings)} />
      <CommentFigure
        count={article.commentCount}
        one={t("articles.commentNoun", { count: 1 })}
        many={t("articles.commentNoun", { count: 2 })}
      />
      {children}
    </div>
  );
}
