import type { ReactNode } from "react";
import { HeadlineText } from "#components/ui/headline-text.tsx";
import { CategoryChip } from "#features/articles/components/category-chip.tsx";
import { MetaLine } from "#features/articles/components/meta-line.tsx";
import type { ArticleCard } from "#features/articles/queries.ts";
import { DecorativePicture } from "#features/media/components/decorative-picture.tsx";
import { typeset } from "#lib/typography.ts";

/**
 * One article to read next. Beside others with a picture, one without has a rule where the picture would begin, a
 * larger headline and its first words in the same height; the lines of figures stand on one height.
 */
export function RelatedArticle({ article, reason }: { article: ArticleCard; reason: ReactNode }) {
  return (
    <article className="related-card" data-picture={article.picture ? "" : undefined}>
      <DecorativePicture picture={article.picture} sizes="(min-width: 75rem) 379px, (min-width: 48rem) 31vw, 112px" />
      <div className="related-text">
        <CategoryChip category={article.category} />
        <h3 className="headline">
          <a className="title-link stretched" href={`/articles/${article.slug}`}>
            <HeadlineText text={article.title} />
          </a>
        </h3>
        {!article.picture && article.lead && <p className="related-lead">{typeset(article.lead)}</p>}
      </div>
      <div className="related-foot">
        <MetaLine article={article} />
        <p className="reason">{reason}</p>
      </div>
    </article>
  );
}
