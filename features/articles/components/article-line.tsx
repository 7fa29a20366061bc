import { CategoryChip } from "#features/articles/components/category-chip.tsx";
import { MetaLine } from "#features/articles/components/meta-line.tsx";
import type { ArticleCard } from "#features/articles/queries.ts";
import { typeset } from "#lib/typography.ts";

/** An article as a line of a list: category, headline, figures. */
export function ArticleLine({ article, category = true }: { article: ArticleCard; category?: boolean }) {
  return (
    <article className="relative py-5">
      {category && <CategoryChip category={article.category} className="mb-1.5" />}
      <h3 className="headline text-card leading-tight">
        <a className="title-link stretched" href={`/articles/${article.slug}`}>
          {typeset(article.title)}
        </a>
      </h3>
      <div className="mt-1.5">
        <MetaLine article={article} />
      </div>
    </article>
  );
}
