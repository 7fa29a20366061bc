import { HeadlineText } from "#components/ui/headline-text.tsx";
import { CategoryChip } from "#features/articles/components/category-chip.tsx";
import { MetaLine } from "#features/articles/components/meta-line.tsx";
import type { ArticleCard } from "#features/articles/queries.ts";

interface Props {
  article: ArticleCard;
  /** Whether to show the category: not in a list of one category. */
  category?: boolean;
  /** Heading level, one below the list's own. */
  level?: 2 | 3 | 4;
}

/** An article as a line of a list: category, headline, counts. */
export function ArticleLine({ article, category = true, level = 3 }: Props) {
  const Heading = `h${level}` as const;
  return (
    <article className="line">
      {category && <CategoryChip category={article.category} />}
      <Heading className="headline text-card">
        <a className="title-link stretched" href={`/articles/${article.slug}`}>
          <HeadlineText text={article.title} />
        </a>
      </Heading>
      <MetaLine article={article} />
    </article>
  );
}
