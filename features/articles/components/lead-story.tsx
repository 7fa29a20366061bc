import { CategoryChip } from "#features/articles/components/category-chip.tsx";
import { MetaLine } from "#features/articles/components/meta-line.tsx";
import type { ArticleCard } from "#features/articles/queries.ts";
import { typeset } from "#lib/typography.ts";

/** The first story of the home. */
export function LeadStory({ article }: { article: ArticleCard }) {
  return (
    <article className="lead-story">
      <CategoryChip category={article.category} />
      <h2 className="headline">
        <a className="title-link stretched" href={`/articles/${article.slug}`}>
          {typeset(article.title)}
        </a>
      </h2>
      {article.lead && <p className="lead-text">{typeset(article.lead)}</p>}
      <MetaLine article={article} />
    </article>
  );
}
