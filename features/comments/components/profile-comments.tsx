import type { ReactNode } from "react";
import { HeadlineText } from "#components/ui/headline-text.tsx";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { typeset } from "#lib/typography.ts";
import type { ProfileComment } from "../profile/queries.ts";
import { commentPath, createExcerpt } from "../rules.ts";
import "./profile-comments.css";

interface Props {
  name: string;
  comments: ProfileComment[];
  /** The pagination below the list. */
  children: ReactNode;
}

/** A member's comments, newest first: article, date and excerpt. The whole comment is read in its discussion. */
export function ProfileComments({ name, comments, children }: Props) {
  const t = translator();
  return (
    <section id="profile-comments" aria-labelledby="profile-comments-heading" className="section">
      <h2 id="profile-comments-heading" className="headline text-section">
        {t("profiles.heading")}
      </h2>
      {comments.length === 0 && <p className="mt-3 font-sans text-mute text-small">{t("profiles.none", { name })}</p>}
      <ol className="profile-comments">
        {comments.map(({ id, article, thread, hasSeparatePage, isReply, bodyHtml, createdAt, reactions }) => (
          <li key={id} className="line">
            <h3 className="profile-comment-article">
              {t(isReply ? "profiles.replyOn" : "profiles.on")}{" "}
              <a className="stretched" href={commentPath(article.slug, thread, id, hasSeparatePage)}>
                <HeadlineText text={article.title} />
              </a>
            </h3>
            <p className="profile-comment-excerpt">{typeset(createExcerpt(toText(parseHtml(bodyHtml))))}</p>
            <p className="meta">
              <FormattedDate at={createdAt} style="long" />
              {reactions > 0 && <span>{t.typeset("profiles.reactions", { count: reactions })}</span>}
            </p>
          </li>
        ))}
      </ol>
      {children}
    </section>
  );
}
