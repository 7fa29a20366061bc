import type { ReactNode } from "react";
import { Avatar } from "#components/ui/avatar.tsx";
import { portraitSrc } from "#features/taxonomy/rules.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { ArticleAuthor } from "../queries.ts";
import { maxCountedArticles } from "../rules.ts";

interface Props {
  author: ArticleAuthor;
  /** The button that follows the author. */
  follow?: ReactNode;
}

/** Who wrote the article: portrait or initials, a short text, the number of articles, and how to follow. */
export function AuthorBox({ author, follow }: Props) {
  const t = translator();
  const { name, slug, biography = "", portrait, articles = 0 } = author;
  return (
    <div className="author-box">
      <Avatar name={name} src={portrait && portraitSrc(portrait)} />
      <div>
        <h2 className="headline text-card">
          <a className="title-link" href={`/authors/${slug}`}>
            {typeset(name)}
          </a>
        </h2>
        {biography.trim() !== "" && <p className="author-words">{typeset(biography)}</p>}
        {articles > 1 && (
          <p className="author-figures">
            <a href={`/authors/${slug}`}>
              {articles > maxCountedArticles
                ? t("articles.byAuthorAbove", { count: maxCountedArticles })
                : t("articles.byAuthor", { count: articles })}
            </a>
          </p>
        )}
      </div>
      {follow}
    </div>
  );
}
