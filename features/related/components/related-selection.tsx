import { ArticleCard } from "#features/articles/components/article-card.tsx";
import type { RelatedCard } from "#features/related/queries.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { stemsToWords } from "../stems-to-words.ts";

/** The related articles, each with the reason for its selection. */
export function RelatedSelection({ related }: { related: RelatedCard[] }) {
  if (related.length === 0) return null;
  return (
    <section id="related" aria-labelledby="related-heading" className="section after-article">
      <h2 id="related-heading" className="headline text-section">
        {translator()("related.heading")}
      </h2>
      <div className="cards">
        {related.map((article) => (
          <ArticleCard key={article.id} article={article} note={<Reason article={article} />} />
        ))}
      </div>
    </section>
  );
}

function Reason({ article }: { article: RelatedCard }) {
  const t = translator();
  const { tags = [], category = false, words: stems = [], pinned = false } = article.reasons;
  const words = stemsToWords(stems, `${article.title} ${article.lead}`).join(", ");
  const text = pinned
    ? t("related.pinned")
    : tags.length > 0
      ? t("related.sameSubject", { subjects: tags.join(", ") })
      : words !== ""
        ? t(category ? "related.categoryAndWords" : "related.words", { words })
        : t(category ? "related.sameCategory" : "related.relatedSubject");
  return <p className="reason">{typeset(text)}</p>;
}
