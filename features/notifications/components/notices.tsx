import { Avatar } from "#components/ui/avatar.tsx";
import { commentAddress, excerptOf } from "#features/comments/rules.ts";
import { mediaSrc } from "#features/media/rules.ts";
import type { Notice } from "#features/notifications/queries.ts";
import { Moment } from "#features/settings/components/moment.tsx";
import { siteLocale, translator } from "#i18n/translator.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { typeset } from "#lib/typography.ts";

/** Names that a grouped entry says before "and N others". */
const mostNames = 2;

/**
 * Where a notification leads: to the comment in its discussion, to its own page when only its author sees it, or to the discussion where
 * what one reported is gone.
 */
function addressOf({ kind, comment, article }: Notice): string {
  if (kind === "report" && comment.status !== "visible") return `/articles/${article.slug}#comments`;
  return comment.status === "visible"
    ? commentAddress(article.slug, comment.thread, comment.id, comment.apart)
    : `/comments/${comment.id}`;
}

/** The list, newest first; each entry is one link to the comment that it is about. */
export function Notices({ groups }: { groups: Notice[][] }) {
  return (
    <ol className="notices">
      {groups.map((group) => (
        <Entry key={group[0]?.id} group={group} />
      ))}
    </ol>
  );
}

function Entry({ group }: { group: Notice[] }) {
  const t = translator();
  const [notice] = group;
  if (!notice) return null;
  const isNew = notice.readAt === null;
  const name = notice.actor || t("comments.anonymous");
  return (
    <li className="notice" data-new={isNew ? "" : undefined}>
      {notice.kind === "decision" || notice.kind === "report" ? (
        <span className="notice-mark" aria-hidden="true" />
      ) : (
        <Avatar name={name} src={notice.avatar ? mediaSrc(notice.avatar, 160, "jpeg") : undefined} />
      )}
      <div>
        <h2 className="notice-what">
          {isNew && <span className="sr-only">{t("notifications.new")} </span>}
          {group.length > 1 ? sentenceOfMany(group) : <a href={addressOf(notice)}>{sentenceOf(notice, name)}</a>}
        </h2>
        {group.length > 1 ? (
          <ul className="notice-replies">
            {group.map((one) => (
              <li key={one.id}>
                <a href={addressOf(one)}>{one.actor || t("comments.anonymous")}</a>{" "}
                <Moment at={one.createdAt} style="long" />
                <p className="notice-text">{excerpt(one)}</p>
              </li>
            ))}
          </ul>
        ) : (
          <>
            {excerpt(notice) && <p className="notice-text">{excerpt(notice)}</p>}
            <p className="meta">
              <Moment at={notice.createdAt} style="long" />
            </p>
          </>
        )}
      </div>
    </li>
  );
}

/** How the comment begins; whoever reported what is gone need not read it again. */
const excerpt = ({ kind, comment }: Notice) =>
  kind === "report" && comment.status !== "visible" ? "" : typeset(excerptOf(toText(parseHtml(comment.bodyHtml))));

function sentenceOf({ kind, status, article }: Notice, name: string): string {
  const t = translator();
  const { title } = article;
  if (kind === "reply") return typeset(t("notifications.reply", { name, title }));
  if (kind === "mention") return typeset(t("notifications.mention", { name, title }));
  if (kind === "report") return typeset(t(`notifications.report.${status ?? "pending"}`, { title }));
  return typeset(t(`notifications.decision.${status ?? "pending"}`, { title }));
}

/** "3 réponses à votre commentaire sur « Titre », de Malik, Ada et 1 autre". */
function sentenceOfMany(group: Notice[]): string {
  const t = translator();
  const names = [...new Set(group.map(({ actor }) => actor || t("comments.anonymous")))];
  const said = names.slice(0, mostNames);
  if (names.length > mostNames) said.push(t("notifications.others", { count: names.length - mostNames }));
  const list = new Intl.ListFormat(siteLocale(), { type: "conjunction" }).format(said);
  const title = group[0]?.article.title ?? "";
  return typeset(t("notifications.replies", { count: group.length, title, names: list }));
}
