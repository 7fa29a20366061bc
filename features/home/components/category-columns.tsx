import { ArticleLine } from "#features/articles/components/article-line.tsx";
import type { ArticleCard } from "#features/articles/queries.ts";
import type { Archive } from "#features/taxonomy/queries.ts";
import { typeset } from "#lib/typography.ts";

/** The newest articles of each category, in columns: full with one article or many, with pictures or without. */
export function CategoryColumns({ title, columns }: { title: string; columns: [Archive, ArticleCard[]][] }) {
  return (
    <section aria-labelledby="categories-heading">
      <h2 id="categories-heading" className="sr-only">
        {title}
      </h2>
      <div className="columns">
        {columns.map(([{ slug, name }, articles]) => (
          <section key={slug} className="section" aria-labelledby={`category-${slug}`}>
            <h3 id={`category-${slug}`} className="headline text-section">
              <a className="title-link" href={`/categories/${slug}`}>
                {typeset(name)}
              </a>
            </h3>
            <div className="lines">
              {articles.map((article) => (
                <ArticleLine key={article.id} article={article} category={false} level={4} />
              ))}
            </div>
          </section>
        ))}
      </div>
    </section>
  );
}
