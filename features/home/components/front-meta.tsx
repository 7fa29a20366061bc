import { Fragment } from "react";
import type { ArticleCard } from "#features/articles/queries.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatRating } from "#lib/numbers.ts";
import { typeset } from "#lib/typography.ts";
import { StarRow } from "./star-row.tsx";

interface Props {
  article: ArticleCard;
  /** Comments of today; nothing is said about none. */
  today?: number | undefined;
  /** Whether to name the author. */
  author?: boolean;
}

/**
 * What is known of an article on the front page: author, date, ratings, comments. Zero counts are left out. Beside a
 * small picture the date stands for the ratings (home.css).
 */
export function FrontMeta({ article, today = 0, author = false }: Props) {
  const t = translator();
  const { ratings, commentCount, publishedAt } = article;
  const parts = [
    author && article.author && <b>{typeset(article.author.name)}</b>,
    <FormattedDate
      key="date"
      at={publishedAt}
      style={isRecent(publishedAt) ? "yearless" : "short"}
      className="front-date"
    />,
    ratings.count > 0 && (
      <span className="front-rating">
        <StarRow mean={ratings.sum / ratings.count} />
        <b>{formatRating(ratings.sum, ratings.count, siteLocale())}</b>{" "}
        <span className="front-votes">({t("ratings.count", { count: ratings.count })})</span>
      </span>
    ),
    commentCount > 0 && (
      <span className="front-comments">
        {t("articles.comments", { count: commentCount })}
        {today > 0 && <span>, {t("home.today", { count: today })}</span>}
      </span>
    ),
  ];
  return (
    <p className="meta">
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one line never move
        <Fragment key={index}>{part}</Fragment>
      ))}
    </p>
  );
}

const dayMs = 86_400_000;

/** Whether a date without its year is clear: of the last ten months. */
const isRecent = (at: Date) => Date.now() - at.getTime() < 300 * dayMs;
