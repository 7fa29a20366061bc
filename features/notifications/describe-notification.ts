import { discussionPath } from "#features/articles/rules.ts";
import { commentPath, contextPath, createExcerpt } from "#features/comments/rules.ts";
import { hasMemberNote } from "#features/moderation/statements/rules.ts";
import { statementTitle } from "#features/moderation/statements/statement-text.ts";
import { refusalMessages } from "#i18n/refusal-messages.ts";
import { type Locale, siteLocale, translator } from "#i18n/translator.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { intlTags } from "#lib/intl-tags.ts";
import { insideQuotes, typeset } from "#lib/typography.ts";
import type { Notification } from "./queries.ts";

/** The most names in a grouped entry before "and N others". */
const maxNames = 2;

interface Wording {
  locale: Locale;
  /** The site's time zone. */
  zone: string;
}

/**
 * Returns where a notification leads: to the new article or the one that was not published, to the comment in its discussion, to the
 * comment's own page if only its author sees it, to the discussion from which a reported comment is gone, to the decision, or to the admin
 * area.
 */
export function notificationPath({ kind, comment, article, decision, expertise }: Notification): string {
  if (expertise !== null) return expertise === "" ? "/account" : "/account#expertise";
  if (kind === "alert") return "/admin/jobs";
  if (kind === "schedule" && article) return `/admin/articles/${article.id}`;
  if (kind === "article" && article) return `/articles/${article.slug}`;
  if (kind === "appeal" || !comment || !article) {
    // For an undo, the decision that it reverts.
    const id = decision?.reverts ?? decision?.id;
    return `/account/decisions${id ? `/${id}` : ""}${kind === "appeal" ? "#appeal" : ""}`;
  }
  if (kind === "report" && comment.status !== "visible") return `${discussionPath(article.slug)}#comments`;
  if (comment.status !== "visible") return `/comments/${comment.id}`;
  // Mails and open pages outlive the comment's place, and the comment.
  return kind === "reply" || kind === "mention" || kind === "comment"
    ? contextPath(comment.id)
    : commentPath(article.slug, comment.thread, comment.id, comment.hasSeparatePage);
}

/**
 * Returns the comment's first words, the article's lead, why an article was not published, or the moderators' message to the member.
 * Members who reported a removed comment do not see its text again.
 */
export function excerptNotification({ kind, comment, article, decision, refusal }: Notification): string {
  if (refusal) return typeset(refusalMessages({ ok: false, ...refusal }).join(" "));
  if (kind === "article") return typeset(createExcerpt(article?.lead ?? ""));
  if (kind === "report" && comment?.status !== "visible") return "";
  if (comment) return typeset(createExcerpt(toText(parseHtml(comment.bodyHtml))));
  return decision && hasMemberNote(decision.action) ? typeset(createExcerpt(decision.note)) : "";
}

/** The name of the member who caused a notification. */
export const actorName = ({ actor }: Pick<Notification, "actor">, locale: Locale = siteLocale()): string =>
  actor || translator(locale)("comments.anonymous");

/** Describes a notification, or a group of one kind (`groupNotifications`), as one sentence without a full stop. */
export function describeNotifications(group: Notification[], wording: Wording): string {
  const [first] = group;
  if (!first) return "";
  if (group.length === 1) return describeNotification(first, wording);
  const t = translator(wording.locale);
  const count = group.length;
  const title = insideQuotes(first.article?.title ?? "", wording.locale);
  if (first.kind === "article")
    return t.typeset("notifications.articles", { count, names: listSubjects(first, wording.locale) });
  if (first.kind === "comment") return t.typeset("notifications.comments", { count, title });
  const names = [...new Set(group.map((one) => actorName(one, wording.locale)))];
  return t.typeset("notifications.replies", { count, title, names: listNames(names, wording.locale) });
}

function describeNotification(notification: Notification, { locale, zone }: Wording): string {
  const { kind, status, article, decision, voteOn, undoes, outcome, because, expertise } = notification;
  const t = translator(locale);
  if (expertise !== null)
    return expertise === ""
      ? t.typeset("notifications.expertiseWithdrawn")
      : t.typeset("notifications.expertise", { expertise: insideQuotes(expertise, locale) });
  const title = insideQuotes(article?.title ?? "", locale);
  const name = actorName(notification, locale);
  if (kind === "reply") return t.typeset("notifications.reply", { name, title });
  if (kind === "mention") return t.typeset("notifications.mention", { name, title });
  if (kind === "comment") return t.typeset("notifications.comment", { name, title });
  if (kind === "article" && because.length === 0) return t.typeset("notifications.article", { title });
  if (kind === "article")
    return t.typeset("notifications.articleBecause", { title, names: listSubjects(notification, locale) });
  if (kind === "schedule") return t.typeset("notifications.schedule", { title: title || t("newsroom.untitled") });
  if (kind === "alert") return t.typeset("notifications.alert");
  if (kind === "appeal") return t.typeset(`notifications.appeal.${outcome ?? "moot"}`);
  if (kind === "report") return t.typeset(`notifications.report.${status ?? "pending"}`, { title });
  if (notification.isFirstApproval && status === "visible") return t.typeset("notifications.firstApproval", { title });
  if (article || !decision) return t.typeset(`notifications.decision.${status ?? "pending"}`, { title });
  return typeset(
    statementTitle(
      { ...decision, undoes, before: {}, article: voteOn === null ? null : { title: voteOn }, cascadedComments: 0 },
      locale,
      zone,
    ),
    locale,
  );
}

/** The names of what the member follows of a new article. */
export const listSubjects = ({ because }: Pick<Notification, "because">, locale: Locale): string =>
  listNames(
    because.map(({ name }) => name),
    locale,
  );

/** "Malik, Ada et 1 autre". */
export function listNames(names: string[], locale: Locale, max = maxNames): string {
  const shown = names.slice(0, max);
  if (names.length > max) shown.push(translator(locale)("notifications.andOthers", { count: names.length - max }));
  return new Intl.ListFormat(intlTags[locale], { type: "conjunction" }).format(shown);
}
