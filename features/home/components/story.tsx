import type { ReactNode } from "react";
import { HeadlineText } from "#components/ui/headline-text.tsx";
import { CategoryChip } from "#features/articles/components/category-chip.tsx";
import type { ArticleCard } from "#features/articles/queries.ts";
import { isLongTitle } from "#features/articles/rules.ts";
import { DecorativePicture } from "#features/media/components/decorative-picture.tsx";
import { siteLocale } from "#i18n/translator.ts";
import { firstSentence } from "#lib/first-sentence.ts";
import { typeset } from "#lib/typography.ts";
import { FrontMeta } from "./front-meta.tsx";

interface Props {
  article: ArticleCard;
  /** Its place, which decides the size of its picture and headline. */
  place: "secondary" | "tall" | "row";
  level: 2 | 3;
  /** Whether to show the category: not below the heading of a section. */
  category?: boolean;
  /** Comments of today. */
  today?: number | undefined;
  children?: ReactNode;
}

/** Squares of 96 and 88 pixels on phones; above them the picture fills its column, or stays a square in a row. */
const sizes = {
  secondary: "(min-width: 75rem) 379px, (min-width: 60rem) 31vw, (min-width: 48rem) 46vw, 96px",
  tall: "(min-width: 75rem) 379px, (min-width: 48rem) 31vw, 88px",
  row: "112px",
};

/**
 * An article of the front page: picture, headline, what is known of it. Without a picture it takes the full width and
 * says its first sentence.
 */
export function Story({ article, place, level, category = false, today, children }: Props) {
  const Heading = `h${level}` as const;
  const isBare = article.picture === null;
  const sentence = isBare || place === "secondary" ? firstSentence(article.lead, siteLocale()) : "";
  return (
    <article className="story" data-place={place} data-bare={isBare ? "" : undefined}>
      <DecorativePicture picture={article.picture} sizes={sizes[place]} maxWidth={place === "row" ? 320 : 960} />
      <div>
        {category && <CategoryChip category={article.category} />}
        <Heading className="headline" data-long={isLongTitle(article.title) ? "" : undefined}>
          <a className="title-link stretched" href={`/articles/${article.slug}`}>
            <HeadlineText text={article.title} />
          </a>
        </Heading>
        {sentence && <p className="story-lead">{typeset(sentence)}</p>}
        <FrontMeta article={article} today={today} />
      </div>
      {children}
    </article>
  );
}
