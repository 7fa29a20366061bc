import { ArticleCard } from "#features/articles/components/article-card.tsx";
import type { ArticleCard as Card } from "#features/articles/queries.ts";
import { typeset } from "#lib/typography.ts";

/** A row of cards with a heading; `href` links to all of them. */
export function CardSection({
  id,
  title,
  href,
  articles,
}: {
  id: string;
  title: string;
  href?: string;
  articles: Card[];
}) {
  if (articles.length === 0) return null;
  const name = typeset(title);
  return (
    <section aria-labelledby={id} className="section">
      <h2 id={id} className="headline text-section">
        {href ? (
          <a className="title-link" href={href}>
            {name}
          </a>
        ) : (
          name
        )}
      </h2>
      <div className="cards">
        {articles.map((article) => (
          <ArticleCard key={article.id} article={article} />
        ))}
      </div>
    </section>
  );
}
