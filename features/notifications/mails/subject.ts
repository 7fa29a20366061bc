import type { MailRecipient } from "#features/members/queries.ts";
import { translator } from "#i18n/translator.ts";
import { shortenText } from "#lib/shorten-text.ts";
import { actorName, describeNotifications, listNames } from "../describe-notification.ts";
import type { Notification } from "../queries.ts";
import { groupNotifications } from "../rules.ts";
import type { ClaimedMail } from "./mutations.ts";

/** The characters of a subject: programs show about 80 of them on a desktop, and half as many on a phone. */
export const maxSubjectLength = 100;
const maxNameInSubject = 20;

/**
 * Names who did what, and where; of several notifications also how many. The title is shortened to the room that is
 * left. Mail programs group the mails of a discussion by their references, not by their subjects.
 */
export function writeSubject(
  { about, notifications, older }: Pick<ClaimedMail, "about" | "notifications" | "older">,
  { to, site, zone }: { to: Pick<MailRecipient, "locale">; site: string; zone: string },
): string {
  const { locale } = to;
  const t = translator(locale);
  const count = notifications.length + older;
  const [first] = notifications;
  if (!first || about.kind === "digest") {
    const rhythm = about.kind === "digest" ? about.digest.rhythm : "daily";
    return t.typeset(`notificationMails.subject.${rhythm}`, { site, count });
  }
  const listShort = (all: string[]) => {
    const names = [...new Set(all)].map((name) => shortenText(name, maxNameInSubject));
    return listNames(names, locale, names.length === 2 ? 2 : 1);
  };
  if (about.kind === "articles") {
    const names = listShort(notifications.flatMap(({ because }) => because.map(({ name }) => name))) || site;
    if (count > 1) return t.typeset("notificationMails.subject.articles", { count, names });
    return fitTitle(first, (title) => t.typeset("notificationMails.subject.article", { names, title }));
  }
  if (about.kind === "discussion") {
    const names = listShort(notifications.map((one) => actorName(one, locale)));
    const what = summarise(notifications);
    return fitTitle(first, (title) => t.typeset(`notificationMails.subject.${what}`, { names, count, title }));
  }
  if (count > 1) return t.typeset(`notificationMails.subject.${about.kind}`, { count, site });
  return fitTitle(first, (title) =>
    describeNotifications([{ ...first, article: first.article && { ...first.article, title } }], { locale, zone }),
  );
}

/** What the notifications of one discussion have in common. */
function summarise(notifications: Notification[]) {
  const [first, ...others] = notifications;
  if (others.length === 0) return first?.kind === "reply" || first?.kind === "mention" ? first.kind : "comment";
  return first?.kind === "reply" && groupNotifications(notifications).length === 1 ? "replies" : "discussion";
}

function fitTitle({ article }: Notification, write: (title: string) => string): string {
  const room = maxSubjectLength - ([...write("x")].length - 1);
  return shortenText(write(shortenText(article?.title ?? "", Math.max(1, room))), maxSubjectLength);
}
