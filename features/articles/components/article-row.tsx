import { HeadlineText } from "#components/ui/headline-text.tsx";
import { CategoryChip } from "#features/articles/components/category-chip.tsx";
import { MetaLine } from "#features/articles/components/meta-line.tsx";
import type { ArticleCard } from "#features/articles/queries.ts";
import { DecorativePicture } from "#features/media/components/decorative-picture.tsx";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";

interface Props {
  article: ArticleCard;
  category: boolean;
  /** Its number in a series. */
  part?: number | undefined;
}

/** An article in a list page: headline, first words, counts; its picture to the right. */
export function ArticleRow({ article, category, part }: Props) {
  return (
    <article className="row">
      <div>
        {part !== undefined && <p className="row-part">{translator()("archives.part", { number: part })}</p>}
        {category && part === undefined && <CategoryChip category={article.category} />}
        <h2 className="headline">
          <a className="title-link stretched" href={`/articles/${article.slug}`}>
            <HeadlineText text={article.title} />
          </a>
        </h2>
        {article.lead && <p className="row-lead">{typeset(article.lead)}</p>}
        <MetaLine article={article} />
      </div>
      <DecorativePicture picture={article.picture} sizes="(min-width: 46rem) 176px, 24vw" />
    </article>
  );
}
