import type { ReactNode } from "react";
import { HeadlineText } from "#components/ui/headline-text.tsx";
import { CategoryChip } from "#features/articles/components/category-chip.tsx";
import { MetaLine } from "#features/articles/components/meta-line.tsx";
import type { ArticleCard as Card } from "#features/articles/queries.ts";
import { DecorativePicture } from "#features/media/components/decorative-picture.tsx";
import { typeset } from "#lib/typography.ts";

/**
 * An article in a row of three: picture above on wide screens, square beside it on phones; without a picture, its first
 * words under a rule.
 */
export function ArticleCard({ article, note }: { article: Card; note?: ReactNode }) {
  return (
    <article className="card" data-picture={article.picture ? "" : undefined}>
      <DecorativePicture picture={article.picture} sizes="(min-width: 75rem) 382px, (min-width: 48rem) 31vw, 112px" />
      <div className="card-text">
        <CategoryChip category={article.category} />
        <h3 className="headline text-card">
          <a className="title-link stretched" href={`/articles/${article.slug}`}>
            <HeadlineText text={article.title} />
          </a>
        </h3>
        {!article.picture && article.lead && <p className="card-lead">{typeset(article.lead)}</p>}
        <MetaLine article={article} />
        {note}
      </div>
    </article>
  );
}
