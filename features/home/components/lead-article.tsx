import { HeadlineText } from "#components/ui/headline-text.tsx";
import { CategoryChip } from "#features/articles/components/category-chip.tsx";
import type { ArticleCard } from "#features/articles/queries.ts";
import { isLongTitle } from "#features/articles/rules.ts";
import { DecorativePicture } from "#features/media/components/decorative-picture.tsx";
import { typeset } from "#lib/typography.ts";
import { FrontMeta } from "./front-meta.tsx";

/** The first story of the home page, with the only picture that is not loaded lazily. */
export function LeadArticle({ article, today }: { article: ArticleCard; today?: number | undefined }) {
  return (
    <article className="lead-article">
      <DecorativePicture
        picture={article.picture}
        sizes="(min-width: 78rem) 789px, (min-width: 60rem) 64vw, 95vw"
        priority
      />
      <div>
        <CategoryChip category={article.category} />
        <h2 className="headline" data-long={isLongTitle(article.title) ? "" : undefined}>
          <a className="title-link stretched" href={`/articles/${article.slug}`}>
            <HeadlineText text={article.title} />
          </a>
        </h2>
        {article.lead && <p className="lead-text">{typeset(article.lead)}</p>}
        <FrontMeta article={article} today={today} author />
      </div>
    </article>
  );
}
