import type { Article } from "#features/articles/queries.ts";
import type { RelatedCard } from "#features/related/queries.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { describeReason } from "./describe-reason.ts";
import { RelatedArticle } from "./related-article.tsx";
import "./related.css";

interface Props {
  related: RelatedCard[];
  /** The article below which they are shown. */
  article: Pick<Article, "authors">;
}

/** The related articles, each with the reason for its selection. */
export function RelatedSelection({ related, article }: Props) {
  if (related.length === 0) return null;
  const authors = article.authors.map(({ slug }) => slug);
  return (
    <section id="related" aria-labelledby="related-heading" className="section after-article">
      <h2 id="related-heading" className="headline text-section">
        {translator()("related.heading")}
      </h2>
      <div className="related-cards">
        {related.map((one) => (
          <RelatedArticle key={one.id} article={one} reason={typeset(describeReason(one, authors))} />
        ))}
      </div>
    </section>
  );
}
