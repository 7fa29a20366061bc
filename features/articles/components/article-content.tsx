import type { ReactNode } from "react";
import { HeadlineText } from "#components/ui/headline-text.tsx";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { Article, ArticleCard } from "../queries.ts";
import { chooseSourceNameForm } from "../rules.ts";
import { ArticleBody } from "./article-body.tsx";
import { ArticleMeta } from "./article-meta.tsx";
import { LeadPicture } from "./lead-picture.tsx";
import { SourceLine } from "./source-line.tsx";

interface Props {
  article: Article;
  cards: ArticleCard[];
  /** The corrections since publication, directly below the text. */
  corrections?: ReactNode;
  /** Which other sources have the text, directly below the source. */
  coverage?: ReactNode;
  children?: ReactNode;
}

/** The article itself, from its category to its tags. `children` follow at its foot. */
export function ArticleContent({ article, cards, corrections, coverage, children }: Props) {
  const t = translator();
  return (
    <article className="h-entry article-content">
      <header>
        {article.category && (
          <a className="p-category chip" href={`/categories/${article.category.slug}`}>
            {typeset(article.category.name)}
          </a>
        )}
        <h1 className="p-name headline text-headline">
          <HeadlineText text={article.title} />
        </h1>
        {article.lead && <p className="p-summary article-lead">{typeset(article.lead)}</p>}
      </header>
      <ArticleMeta article={article} />
      <LeadPicture article={article} />
      <ArticleBody article={article} cards={cards} />
      {corrections}
      {article.source && <SourceLine source={article.source} />}
      {coverage}
      {(article.tags.length > 0 || article.source) && (
        <nav aria-label={t("articles.tags")} className="tags">
          <ul>
            {article.tags.map((tag) => (
              <li key={tag.slug}>
                <a rel="tag" href={`/tags/${tag.slug}`}>
                  {typeset(tag.name)}
                </a>
              </li>
            ))}
            {article.source && (
              <li>
                <a href={`/sources/${article.source.slug}`}>
                  {t.typeset("articles.moreFromSource", {
                    name: article.source.name,
                    form: chooseSourceNameForm(article.source.name),
                  })}
                </a>
              </li>
            )}
          </ul>
        </nav>
      )}
      {children}
    </article>
  );
}
