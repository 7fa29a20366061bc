import type { IssueArticle } from "#db/schema/newsletter.ts";
import { cut } from "#features/newsletter/issues/mail-content.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";

interface Props {
  article: IssueArticle;
  /** Its present slug; undefined if it is no longer published. */
  slug: string | undefined;
}

/** An article of a sent issue, with the texts that were sent. */
export function IssueStory({ article, slug }: Props) {
  const title = typeset(cut(article.title, 300));
  return (
    <div className="issue-story">
      {article.category && <p className="archive-date">{typeset(article.category)}</p>}
      <h3>{slug === undefined ? title : <a href={`/articles/${slug}`}>{title}</a>}</h3>
      {slug === undefined ? (
        <p className="issue-gone">{translator().typeset("issues.archive.gone")}</p>
      ) : (
        article.text && <p>{typeset(cut(article.text, 600))}</p>
      )}
    </div>
  );
}
