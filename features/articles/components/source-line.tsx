import type { Article } from "#features/articles/queries.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";

/** The source of an extract, with links to the original article and to the site. */
export function SourceLine({ source }: { source: NonNullable<Article["source"]> }) {
  const t = translator();
  return (
    <p id="source" className="source-line">
      {t.rich("articles.sourceLine", {
        title: typeset(source.articleTitle),
        name: typeset(source.name),
        article: (chunks) => (
          <a className="u-syndication" href={source.articleUrl} rel="external">
            {chunks}
          </a>
        ),
        source: (chunks) => (
          <a href={source.url} rel="external">
            {chunks}
          </a>
        ),
      })}
    </p>
  );
}
