import { translator } from "#i18n/translator.ts";
import { toText } from "#lib/html/text.ts";
import { typeset } from "#lib/typography.ts";
import { parseCommentBody } from "../comment-body.ts";
import type { Branch } from "../queries.ts";
import { commentPath, createExcerpt } from "../rules.ts";

/** What the first comment of a branch answers: the nearest comments above it, each with a link to its place in the discussion. */
export function ParentComments({ article, branch: { parents, thread } }: { article: string; branch: Branch }) {
  const t = translator();
  if (parents.length === 0) return null;
  return (
    <ol className="parent-comments" aria-label={t("comments.context.parents")}>
      {parents.map(({ id, hidden, name, bodyHtml, hasSeparatePage }) => (
        <li key={id} className="comment-context">
          <a href={commentPath(article, thread, id, hasSeparatePage)}>
            {hidden ? t("comments.replyGone") : name || t("comments.anonymous")}
          </a>{" "}
          {!hidden && typeset(createExcerpt(toText(parseCommentBody(bodyHtml))))}
        </li>
      ))}
    </ol>
  );
}
