import { ArticleLine } from "#features/articles/components/article-line.tsx";
import type { ArticleCard } from "#features/articles/queries.ts";
import { typeset } from "#lib/typography.ts";

/** A section of lines in columns with a heading, read downwards. */
export function LineSection({ id, title, articles }: { id: string; title: string; articles: ArticleCard[] }) {
  if (articles.length === 0) return null;
  return (
    <section aria-labelledby={id} className="section">
      <h2 id={id} className="headline text-section">
        {typeset(title)}
      </h2>
      <div className="lines line-columns">
        {articles.map((article) => (
          <ArticleLine key={article.id} article={article} />
        ))}
      </div>
    </section>
  );
}
