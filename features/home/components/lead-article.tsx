import { HeadlineText } from "#components/ui/headline-text.tsx";
import { CategoryChip } from "#features/articles/components/category-chip.tsx";
import { MetaLine } from "#features/articles/components/meta-line.tsx";
import type { ArticleCard } from "#features/articles/queries.ts";
import { DecorativePicture } from "#features/media/components/decorative-picture.tsx";
import { typeset } from "#lib/typography.ts";

/** The first story of the home page. */
export function LeadArticle({ article }: { article: ArticleCard }) {
  return (
    <article className="lead-article">
      <DecorativePicture
        picture={article.picture}
        sizes="(min-width: 75rem) 740px, (min-width: 60rem) 61vw, 95vw"
        priority
      />
      <CategoryChip category={article.category} />
      <h2 className="headline">
        <a className="title-link stretched" href={`/articles/${article.slug}`}>
          <HeadlineText text={article.title} />
        </a>
      </h2>
      {article.lead && <p className="lead-text">{typeset(article.lead)}</p>}
      <MetaLine article={article} />
    </article>
  );
}
