import "./article-content.css";
import "./article-end.css";
import type { ReactNode } from "react";
import { HeadlineText } from "#components/ui/headline-text.tsx";
import { translator } from "#i18n/translator.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { typeset } from "#lib/typography.ts";
import type { Article, ArticleCard } from "../queries.ts";
import { isLongTitle } from "../rules.ts";
import { renderBody } from "./article-body.tsx";
import { ArticleMeta } from "./article-meta.tsx";
import { LeadPicture } from "./lead-picture.tsx";
import { PrintedLinks } from "./printed-links.tsx";
import { FoldedContents, TableOfContents } from "./table-of-contents.tsx";

interface Props {
  article: Article;
  cards: ArticleCard[];
  /** The story or series that the article belongs to, at the end of its header. */
  story?: ReactNode;
  /** The dates of the newest correction and update, in the column beside the text. */
  changes?: ReactNode;
  /** What follows the text: sources, corrections, subjects, share, author, rating. */
  children?: ReactNode;
}

/** The article itself, from its category to the last note. `children` follow at its foot. */
export function ArticleContent({ article, cards, story, changes, children }: Props) {
  const { body, contents, links, leadFigure } = renderBody(article, cards);
  return (
    <article className="h-entry article-content">
      <header>
        {article.category && (
          <a className="p-category chip" href={`/categories/${article.category.slug}`}>
            {typeset(article.category.name)}
          </a>
        )}
        <h1 className="p-name headline text-headline" data-long={isLongTitle(article.title) ? "" : undefined}>
          <HeadlineText text={article.title} />
        </h1>
        {article.lead && <p className="p-summary article-lead">{typeset(article.lead)}</p>}
        {story}
      </header>
      <ArticleMeta article={article} changes={changes}>
        <TableOfContents contents={contents} />
      </ArticleMeta>
      <FoldedContents contents={contents} />
      <LeadPicture article={article} figure={leadFigure} />
      {body}
      <PrintedLinks links={links} heading={translator()("articles.printedLinks")} />
      <p className="printed-address">{absoluteUrl(`/articles/${article.slug}`)}</p>
      {children}
    </article>
  );
}
