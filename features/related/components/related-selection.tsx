import { ArticleCard } from "#features/articles/components/article-card.tsx";
import type { RelatedCard } from "#features/related/queries.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";

/** The selection that could interest the reader, each with the reason why it is there. */
export function RelatedSelection({ related }: { related: RelatedCard[] }) {
  if (related.length === 0) return null;
  return (
    <section id="related" aria-labelledby="related-heading" className="section after-story">
      <h2 id="related-heading" className="headline text-section">
        {translator()("related.heading")}
      </h2>
      <div className="cards">
        {related.map((article) => (
          <ArticleCard key={article.id} article={article} note={<Reason reasons={article.reasons} />} />
        ))}
      </div>
    </section>
  );
}

function Reason({ reasons }: { reasons: RelatedCard["reasons"] }) {
  const t = translator();
  const text = reasons.tags?.length
    ? t("related.sameSubject", { subjects: reasons.tags.join(", ") })
    : reasons.words?.length
      ? t(reasons.category ? "related.categoryAndWords" : "related.words", { words: reasons.words.join(", ") })
      : t("related.sameCategory");
  return <p className="reason">{typeset(text)}</p>;
}
