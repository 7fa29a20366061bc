import { HeadlineText } from "#components/ui/headline-text.tsx";
import { CategoryChip } from "#features/articles/components/category-chip.tsx";
import type { ArticleCard } from "#features/articles/queries.ts";
import { discussionsPath } from "#features/comments/rules.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatRating } from "#lib/numbers.ts";
import { minBestRatings } from "../rules.ts";
import { StarRow } from "./star-row.tsx";

/** The articles with the most comments of the last seven days, numbered. */
export function DiscussedRanking({ articles }: { articles: { article: ArticleCard; today: number }[] }) {
  if (articles.length === 0) return null;
  const t = translator();
  return (
    <section aria-labelledby="discussed">
      <h2 id="discussed" className="headline">
        <a className="title-link" href={discussionsPath}>
          {t("home.discussed")}
        </a>
      </h2>
      <p className="band-hint">{t("home.discussedHint")}</p>
      <ol className="ranking" data-numbered="">
        {articles.map(({ article, today }) => (
          <li key={article.id}>
            <h3 className="headline">
              <a className="title-link stretched" href={`/articles/${article.slug}`}>
                <HeadlineText text={article.title} />
              </a>
            </h3>
            <p className="ranking-figures">
              {t("articles.comments", { count: article.commentCount })}
              {today > 0 && `, ${t("home.today", { count: today })}`}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The best rated of the newest articles, with as many ratings as the list asks for. */
export function BestRatedRanking({ articles }: { articles: ArticleCard[] }) {
  if (articles.length === 0) return null;
  const t = translator();
  return (
    <section aria-labelledby="best">
      <h2 id="best" className="headline">
        <a className="title-link" href="/search?kind=article&sort=rating">
          {t("home.best")}
        </a>
      </h2>
      <p className="band-hint">{t("home.bestHint", { count: minBestRatings })}</p>
      <ol className="ranking">
        {articles.map(({ id, slug, title, category, ratings }) => (
          <li key={id}>
            <CategoryChip category={category} />
            <h3 className="headline">
              <a className="title-link stretched" href={`/articles/${slug}`}>
                <HeadlineText text={title} />
              </a>
            </h3>
            <p className="ranking-figures">
              <StarRow mean={ratings.sum / ratings.count} />
              <b>{formatRating(ratings.sum, ratings.count, siteLocale())}</b>
              <span>{t("ratings.count", { count: ratings.count })}</span>
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
