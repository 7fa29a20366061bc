import { ArticleLine } from "#features/articles/components/article-line.tsx";
import type { ArticleCard } from "#features/articles/queries.ts";
import { translator } from "#i18n/translator.ts";
import { LeadArticle } from "./lead-article.tsx";

/** The top of the home page: the lead story large, the next ones beside it. */
export function FrontPage({ stories }: { stories: ArticleCard[] }) {
  const [lead, ...rest] = stories;
  if (!lead) return null;
  return (
    <div className="front" data-bare={lead.picture ? undefined : ""}>
      <LeadArticle article={lead} />
      {rest.length > 0 && (
        <section aria-labelledby="latest-heading">
          <h2 id="latest-heading" className="sr-only">
            {translator()("home.latest")}
          </h2>
          <div className={lead.picture ? "lines" : "lines line-columns"}>
            {rest.map((article) => (
              <ArticleLine key={article.id} article={article} />
            ))}
          </div>
        </section>
      )}
    </div>
  );
}
