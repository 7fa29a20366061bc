import { Avatar } from "#components/ui/avatar.tsx";
import { commentPath, createExcerpt } from "#features/comments/rules.ts";
import { hasMemberNote } from "#features/moderation/statements/rules.ts";
import { statementTitle } from "#features/moderation/statements/statement-text.ts";
import { getSettings } from "#features/settings/cached.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { refusalMessages } from "#i18n/refusal-messages.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { mediaSrc } from "#lib/media-path.ts";
import { insideQuotes, typeset } from "#lib/typography.ts";
import type { Notification } from "../queries.ts";

/** The most names in a grouped entry before "and N others". */
const maxNames = 2;

/**
 * Returns where a notification leads: to the article that was not published, to the comment in its discussion, to the comment's own page if
 * only its author sees it, to the discussion from which a reported comment is gone, or to the decision.
 */
function notificationUrl({ kind, comment, article, decision }: Notification): string {
  if (kind === "schedule" && article) return `/admin/articles/${article.id}`;
  if (kind === "appeal" || !comment || !article) {
    // For an undo, the decision that it reverts.
    const id = decision?.reverts ?? decision?.id;
    return `/account/decisions${id ? `/${id}` : ""}${kind === "appeal" ? "#appeal" : ""}`;
  }
  if (kind === "report" && comment.status !== "visible") return `/articles/${article.slug}#comments`;
  return comment.status === "visible"
    ? commentPath(article.slug, comment.thread, comment.id, comment.hasSeparatePage)
    : `/comments/${comment.id}`;
}

/** The list, newest first; each entry is one link. */
export async function NotificationList({ groups }: { groups: Notification[][] }) {
  const zone = (await getSettings())["site.zone"];
  return (
    <ol className="notification-list">
      {groups.map((group) => (
        <NotificationItem key={group[0]?.id} group={group} zone={zone} />
      ))}
    </ol>
  );
}

function NotificationItem({ group, zone }: { group: Notification[]; zone: string }) {
  const t = translator();
  const [notice] = group;
  if (!notice) return null;
  const isNew = notice.readAt === null;
  const name = notice.actor || t("comments.anonymous");
  return (
    <li className="notification" data-new={isNew ? "" : undefined}>
      {notice.kind === "reply" || notice.kind === "mention" ? (
        <Avatar name={name} src={notice.avatar ? mediaSrc(notice.avatar, 160, "jpeg") : undefined} />
      ) : (
        <span className="notification-dot" aria-hidden="true" />
      )}
      <div>
        <h2 className="notification-title">
          {isNew && <span className="sr-only">{t.typeset("notifications.new")} </span>}
          {group.length > 1 ? (
            describeReplies(group)
          ) : (
            <a href={notificationUrl(notice)}>{describeNotification(notice, name, zone)}</a>
          )}
        </h2>
        {group.length > 1 ? (
          <ul className="notification-replies">
            {group.map((notification) => (
              <li key={notification.id}>
                <a href={notificationUrl(notification)}>{notification.actor || t("comments.anonymous")}</a>{" "}
                <FormattedDate at={notification.createdAt} style="long" />
                <p className="notification-text">{excerpt(notification)}</p>
              </li>
            ))}
          </ul>
        ) : (
          <>
            {excerpt(notice) && <p className="notification-text">{excerpt(notice)}</p>}
            <p className="meta">
              <FormattedDate at={notice.createdAt} style="long" />
            </p>
          </>
        )}
      </div>
    </li>
  );
}

/**
 * Returns the comment's first words, why an article was not published, or the moderators' message to the member. Members who reported a
 * removed comment do not see its text again.
 */
function excerpt({ kind, comment, decision, refusal }: Notification): string {
  if (refusal) return typeset(refusalMessages({ ok: false, ...refusal }).join(" "));
  if (kind === "report" && comment?.status !== "visible") return "";
  if (comment) return typeset(createExcerpt(toText(parseHtml(comment.bodyHtml))));
  return decision && hasMemberNote(decision.action) ? typeset(createExcerpt(decision.note)) : "";
}

function describeNotification(
  { kind, status, article, decision, voteOn, undoes, outcome }: Notification,
  name: string,
  zone: string,
): string {
  const t = translator();
  const title = insideQuotes(article?.title ?? "");
  if (kind === "reply") return t.typeset("notifications.reply", { name, title });
  if (kind === "mention") return t.typeset("notifications.mention", { name, title });
  if (kind === "schedule") return t.typeset("notifications.schedule", { title: title || t("newsroom.untitled") });
  if (kind === "appeal") return t.typeset(`notifications.appeal.${outcome ?? "moot"}`);
  if (kind === "report") return t.typeset(`notifications.report.${status ?? "pending"}`, { title });
  if (article || !decision) return t.typeset(`notifications.decision.${status ?? "pending"}`, { title });
  return typeset(
    statementTitle(
      { ...decision, undoes, before: {}, article: voteOn === null ? null : { title: voteOn }, cascadedComments: 0 },
      siteLocale(),
      zone,
    ),
  );
}

/** "3 réponses à votre commentaire sur « Titre », de Malik, Ada et 1 autre". */
function describeReplies(group: Notification[]): string {
  const t = translator();
  const names = [...new Set(group.map(({ actor }) => actor || t("comments.anonymous")))];
  const shownNames = names.slice(0, maxNames);
  if (names.length > maxNames) shownNames.push(t("notifications.andOthers", { count: names.length - maxNames }));
  const list = new Intl.ListFormat(siteLocale(), { type: "conjunction" }).format(shownNames);
  const title = insideQuotes(group[0]?.article?.title ?? "");
  return t.typeset("notifications.replies", { count: group.length, title, names: list });
}
