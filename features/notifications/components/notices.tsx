import { Avatar } from "#components/ui/avatar.tsx";
import { commentAddress, excerptOf } from "#features/comments/rules.ts";
import { mediaSrc } from "#features/media/rules.ts";
import { tellsNote } from "#features/moderation/statements/rules.ts";
import { whatOf } from "#features/moderation/statements/words.ts";
import type { Notice } from "#features/notifications/queries.ts";
import { getSettings } from "#features/settings/cached.ts";
import { Moment } from "#features/settings/components/moment.tsx";
import { refusalSentences } from "#i18n/refusals.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { insideQuotes, typeset } from "#lib/typography.ts";

/** Names that a grouped entry says before "and N others". */
const mostNames = 2;

/**
 * Where a notification leads: to the article that did not appear, to the comment in its discussion, to its own page when only its author sees it, to the discussion where what
 * one reported is gone, or to the decision.
 */
function addressOf({ kind, comment, article, decision }: Notice): string {
  if (kind === "schedule" && article) return `/admin/articles/${article.id}`;
  if (kind === "appeal" || !comment || !article) {
    // Of an undo, to what it undid.
    const id = decision?.reverts ?? decision?.id;
    return `/account/decisions${id ? `/${id}` : ""}${kind === "appeal" ? "#appeal" : ""}`;
  }
  if (kind === "report" && comment.status !== "visible") return `/articles/${article.slug}#comments`;
  return comment.status === "visible"
    ? commentAddress(article.slug, comment.thread, comment.id, comment.apart)
    : `/comments/${comment.id}`;
}

/** The list, newest first; each entry is one link to the comment that it is about. */
export async function Notices({ groups }: { groups: Notice[][] }) {
  const zone = (await getSettings())["site.zone"];
  return (
    <ol className="notices">
      {groups.map((group) => (
        <Entry key={group[0]?.id} group={group} zone={zone} />
      ))}
    </ol>
  );
}

function Entry({ group, zone }: { group: Notice[]; zone: string }) {
  const t = translator();
  const [notice] = group;
  if (!notice) return null;
  const isNew = notice.readAt === null;
  const name = notice.actor || t("comments.anonymous");
  return (
    <li className="notice" data-new={isNew ? "" : undefined}>
      {notice.kind === "reply" || notice.kind === "mention" ? (
        <Avatar name={name} src={notice.avatar ? mediaSrc(notice.avatar, 160, "jpeg") : undefined} />
      ) : (
        <span className="notice-mark" aria-hidden="true" />
      )}
      <div>
        <h2 className="notice-what">
          {isNew && <span className="sr-only">{typeset(t("notifications.new"))} </span>}
          {group.length > 1 ? sentenceOfMany(group) : <a href={addressOf(notice)}>{sentenceOf(notice, name, zone)}</a>}
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

/**
 * The comment's first words, why an article did not appear, or what moderators wrote to the member. Whoever reported what is gone need not read it again.
 */
function excerpt({ kind, comment, decision, refusal }: Notice): string {
  if (refusal) return typeset(refusalSentences({ ok: false, ...refusal }).join(" "));
  if (kind === "report" && comment?.status !== "visible") return "";
  if (comment) return typeset(excerptOf(toText(parseHtml(comment.bodyHtml))));
  return decision && tellsNote(decision.action) ? typeset(excerptOf(decision.note)) : "";
}

function sentenceOf(
  { kind, status, article, decision, voteOn, undoes, outcome }: Notice,
  name: string,
  zone: string,
): string {
  const t = translator();
  const title = insideQuotes(article?.title ?? "");
  if (kind === "reply") return typeset(t("notifications.reply", { name, title }));
  if (kind === "mention") return typeset(t("notifications.mention", { name, title }));
  if (kind === "schedule") return typeset(t("notifications.schedule", { title: title || t("newsroom.untitled") }));
  if (kind === "appeal") return typeset(t(`notifications.appeal.${outcome ?? "moot"}`));
  if (kind === "report") return typeset(t(`notifications.report.${status ?? "pending"}`, { title }));
  if (article || !decision) return typeset(t(`notifications.decision.${status ?? "pending"}`, { title }));
  return typeset(
    whatOf(
      { ...decision, undoes, before: {}, article: voteOn === null ? null : { title: voteOn }, taken: 0 },
      siteLocale(),
      zone,
    ),
  );
}

/** "3 réponses à votre commentaire sur « Titre », de Malik, Ada et 1 autre". */
function sentenceOfMany(group: Notice[]): string {
  const t = translator();
  const names = [...new Set(group.map(({ actor }) => actor || t("comments.anonymous")))];
  const said = names.slice(0, mostNames);
  if (names.length > mostNames) said.push(t("notifications.others", { count: names.length - mostNames }));
  const list = new Intl.ListFormat(siteLocale(), { type: "conjunction" }).format(said);
  const title = insideQuotes(group[0]?.article?.title ?? "");
  return typeset(t("notifications.replies", { count: group.length, title, names: list }));
}
