import { Avatar } from "#components/ui/avatar.tsx";
import { commentPath } from "#features/comments/rules.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { formatNumber } from "#lib/numbers.ts";
import { shortenText } from "#lib/shorten-text.ts";
import { insideQuotes, typeset } from "#lib/typography.ts";
import type { FeaturedComment } from "../queries.ts";
import { recentCommentsPoolSize } from "../rules.ts";

/** About seven lines of a column. */
const maxQuoteLength = 260;

interface Props {
  comment: FeaturedComment;
  /** All comments of the seven days, up to `recentCommentsPoolSize`. */
  among: number;
}

/** The comment that editors featured last, with its author and a link to its discussion. */
export function CommentOfTheWeek({ comment, among }: Props) {
  const t = translator();
  const { handle, avatar, reactions, article } = comment;
  const name = comment.name || t("comments.anonymous");
  const text = shortenText(toText(parseHtml(comment.bodyHtml)).replace(/\s+/g, " "), maxQuoteLength);
  const known = typeset(name);
  return (
    <section aria-labelledby="comment-of-the-week">
      <h2 id="comment-of-the-week" className="headline">
        {t("home.week.title")}
      </h2>
      {among > 1 && (
        <p className="band-hint">
          {t(among < recentCommentsPoolSize ? "home.week.among" : "home.week.amongMore", {
            count: formatNumber(among, { locale: siteLocale() }),
          })}
        </p>
      )}
      <figure className="week-comment">
        <blockquote>
          <p>{t.typeset("home.quotation", { text: insideQuotes(text) })}</p>
        </blockquote>
        <figcaption>
          <Avatar name={name} src={avatar ? `/media/${avatar}` : undefined} />
          <p>
            <span>
              {handle ? <a href={`/members/${handle}`}>{known}</a> : <b>{known}</b>}
              {comment.memberSince && (
                <small className="week-more">
                  , {t("home.week.memberSince", { year: yearOf(comment.memberSince) })}
                </small>
              )}
            </span>
            <span>
              {t("home.week.in")}{" "}
              <a
                className="week-discussion"
                href={commentPath(article.slug, comment.thread, comment.id, comment.hasSeparatePage)}
              >
                {t.typeset("home.quotation", { text: insideQuotes(article.title) })}
              </a>
            </span>
            {reactions > 0 && <span className="week-more">{t("home.week.helpful", { count: reactions })}</span>}
          </p>
        </figcaption>
      </figure>
    </section>
  );
}

const yearOf = (at: Date) => formatDate(at, { locale: siteLocale(), zone: "UTC", style: "short" }).slice(-4);
