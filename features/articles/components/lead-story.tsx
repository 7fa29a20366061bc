import { CategoryChip } from "#features/articles/components/category-chip.tsx";
import { MetaLine } from "#features/articles/components/meta-line.tsx";
import type { ArticleCard } from "#features/articles/queries.ts";
import { typeset } from "#lib/typography.ts";

/** The first story of the home. */
export function LeadStory({ article }: { article: ArticleCard }) {
  return (
    <article className="lead-story relative" data-picture={article.picture ? "" : undefined}>
      <CategoryChip category={article.category} />
      <h2 className="headline mt-2 text-headline">
        <a className="title-link stretched" href={`/articles/${article.slug}`}>
          {typeset(article.title)}
        </a>
      </h2>
      {article.lead && <p className="mt-4 max-w-text text-lead text-pretty text-soft">{typeset(article.lead)}</p>}
      <div className="mt-4">
        <MetaLine article={article} />
      </div>
    </article>
  );
}
