import type { IssueArticle } from "#db/schema/newsletter.ts";
import { translator } from "#i18n/translator.ts";
import { shortenText } from "#lib/shorten-text.ts";
import { typeset } from "#lib/typography.ts";

interface Props {
  article: IssueArticle;
  /** Its present slug; undefined if it is no longer published. */
  slug: string | undefined;
}

/** An article of a sent issue, with the texts that were sent. */
export function IssueStory({ article, slug }: Props) {
  const title = typeset(shortenText(article.title, 300));
  return (
    <div className="issue-story">
      {article.category && <p className="archive-date">{typeset(article.category)}</p>}
      <h3>{slug === undefined ? title : <a href={`/articles/${slug}`}>{title}</a>}</h3>
      {slug === undefined ? (
        <p className="issue-gone">{translator().typeset("issues.archive.gone")}</p>
      ) : (
        article.text && <p>{typeset(shortenText(article.text, 600))}</p>
      )}
    </div>
  );
}
