import { HeadlineText } from "#components/ui/headline-text.tsx";
import { discussionPath } from "#features/articles/rules.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { typeset } from "#lib/typography.ts";
import type { RecentDiscussion } from "../recent/queries.ts";
import { commentPath, createExcerpt } from "../rules.ts";

/** Discussions by their newest comment: the article, and the comment's author, date and beginning. */
export function RecentDiscussions({ discussions }: { discussions: RecentDiscussion[] }) {
  const t = translator();
  if (discussions.length === 0) return <p className="recent-none">{t.typeset("shell.discussionsPage.none")}</p>;
  return (
    <ol className="recent-discussions">
      {discussions.map(({ id, article, thread, hasSeparatePage, name, bodyHtml, createdAt }) => (
        <li key={article.id}>
          <h2 className="headline">
            <a className="title-link" href={`${discussionPath(article.slug)}#comments`}>
              <HeadlineText text={article.title} />
            </a>
          </h2>
          <p className="recent-excerpt">{typeset(createExcerpt(toText(parseHtml(bodyHtml))))}</p>
          <p className="meta">
            <a className="subtle-link" href={commentPath(article.slug, thread, id, hasSeparatePage)}>
              {name || t("comments.anonymous")}, <FormattedDate at={createdAt} style="long" />
            </a>
            <span>{t("articles.comments", { count: article.commentCount })}</span>
          </p>
        </li>
      ))}
    </ol>
  );
}
