import { type FollowSubject, formatSubject } from "#features/follows/rules.ts";
import { greeting } from "#features/mail/greeting.ts";
import type { LetterBlock, LetterContent, LetterLink } from "#features/mail/letter/letter.ts";
import type { MailRecipient } from "#features/members/queries.ts";
import { type Locale, type Translator, translator } from "#i18n/translator.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { insideQuotes } from "#lib/typography.ts";
import {
  actorName,
  describeNotifications,
  excerptNotification,
  listSubjects,
  notificationPath,
} from "../describe-notification.ts";
import type { Notification } from "../queries.ts";
import { groupNotifications } from "../rules.ts";
import { type MailTopic, mailTopics, topicOfKind } from "../settings/rules.ts";
import { type StopSubject, stopUrl } from "../stop/stop-link.ts";
import type { ClaimedMail } from "./mutations.ts";
import { maxListed } from "./rules.ts";
import { writeSubject } from "./subject.ts";

interface Writing {
  to: MailRecipient;
  linkKey: Uint8Array;
  /** The site's name and time zone. */
  site: string;
  zone: string;
}

export interface NotificationLetter {
  content: LetterContent;
  /** What the mail program's own button stops. */
  stop: string;
}

const settingsPath = "/account/notifications";

/** Writes a mail about notifications: what happened, why it came, and how to stop it. */
export function writeNotificationLetter(mail: ClaimedMail, writing: Writing): NotificationLetter {
  const { to, linkKey, site, zone } = writing;
  const { notifications, about } = mail;
  const t = translator(to.locale);
  const wording = { locale: to.locale, zone };
  const groups = groupNotifications(notifications);
  const title = groups.length === 1 && groups[0] ? describeNotifications(groups[0], wording) : undefined;
  const stops = listStops(mail, to.locale);
  const urlOf = (subject: StopSubject) => stopUrl({ id: to.id, linkKey }, subject);
  const [first] = stops;
  const more = mail.older + Math.max(0, notifications.length - maxListed);
  const subject = writeSubject(mail, writing);
  // The one article that a mail is about is its heading.
  const article = about.kind === "articles" && notifications.length === 1 ? notifications[0] : undefined;
  const blocks = article
    ? excerptBlocks(article)
    : about.kind === "digest"
      ? digestBlocks(notifications, wording)
      : blocksOf(groups, wording, title);
  return {
    content: {
      subject,
      ...(article && { kicker: listSubjects(article, to.locale) }),
      title: article?.article?.title ?? title ?? subject,
      greeting: greeting(t, to.name),
      blocks: [
        ...blocks,
        ...(more > 0
          ? [{ kind: "text", text: t.typeset("notificationMails.more", { count: more }), soft: true } as const]
          : []),
      ],
      button: buttonOf(mail, t),
      reason: reasonOf(mail, to.locale, site),
      stop: [
        ...stops.map(({ subject: one, label }): LetterLink => ({ label, href: urlOf(one) })),
        { label: t("notificationMails.settings"), href: absoluteUrl(settingsPath) },
      ],
    },
    stop: urlOf(first.subject),
  };
}

function reasonOf({ about, notifications }: ClaimedMail, locale: Locale, site: string): string {
  const t = translator(locale);
  const kinds = new Set(notifications.map(({ kind }) => kind));
  if (about.kind === "digest") return t.typeset(`notificationMails.reason.${about.digest.rhythm}`, { site });
  if (about.kind === "discussion")
    return t.typeset(
      kinds.has("reply") || kinds.has("mention")
        ? "notificationMails.reason.answered"
        : "notificationMails.reason.followed",
    );
  if (about.kind !== "articles") return t.typeset(`notificationMails.reason.${about.kind}`, { site });
  const because = [
    ...new Map(notifications.flatMap((one) => one.because).map((one) => [`${one.kind} ${one.id}`, one])).values(),
  ];
  return t.typeset("notificationMails.reason.articles", { names: listSubjects({ because }, locale) });
}

function buttonOf({ about, notifications }: ClaimedMail, t: Translator): LetterLink {
  const [first] = notifications;
  if (about.kind === "discussion" && first)
    return { label: t("notificationMails.openDiscussion"), href: absoluteUrl(notificationPath(first)) };
  if (about.kind === "articles" && first && notifications.length === 1)
    return { label: t("notificationMails.openArticle"), href: absoluteUrl(notificationPath(first)) };
  if (about.kind === "decisions" && notifications.length === 1 && first?.comment?.status === "visible")
    return { label: t("notificationMails.openComment"), href: absoluteUrl(notificationPath(first)) };
  return { label: t("notificationMails.open"), href: absoluteUrl("/notifications") };
}

interface Stop {
  subject: StopSubject;
  label: string;
}

/** What the mail's links stop, the most precise first. */
function listStops({ about, notifications }: ClaimedMail, locale: Locale): [Stop, ...Stop[]] {
  const t = translator(locale);
  const ofTopic = (topic: MailTopic): Stop => ({
    subject: { kind: "topic", topic },
    label: t.typeset("notificationMails.stopTopic", { topic: t(`notificationSettings.topics.${topic}.name`) }),
  });
  if (about.kind === "discussion")
    return [
      { subject: { kind: "discussion", id: about.article }, label: t.typeset("notificationMails.stopDiscussion") },
    ];
  if (about.kind === "staff" || about.kind === "decisions") return [ofTopic(about.kind)];
  const ofSubjects = listSubjectStops(notifications, locale);
  if (about.kind === "digest") {
    const topics = mailTopics.filter((topic) => notifications.some(({ kind }) => topicOfKind[kind] === topic));
    const digest: Stop = {
      subject: { kind: "digest", rhythm: about.digest.rhythm },
      label: t.typeset("notificationMails.stopDigest"),
    };
    const [only, ...others] = topics;
    const whole: [Stop, ...Stop[]] = only && others.length === 0 ? [ofTopic(only)] : [digest, ...topics.map(ofTopic)];
    return [...whole, ...ofSubjects];
  }
  const [first, ...others] = ofSubjects;
  return first ? [first, ...others] : [ofTopic("follows")];
}

/** The most links of one mail that stop a single subject. */
const maxSubjectStops = 5;

/** Lists the followed tags, categories, authors and discussions of a mail. */
function listSubjectStops(notifications: Notification[], locale: Locale): Stop[] {
  const t = translator(locale);
  const followed = notifications.flatMap(({ kind, because, article }): (FollowSubject & { name: string })[] =>
    kind === "comment" && article
      ? [{ kind: "discussion", id: article.id, name: article.title }]
      : because.filter(({ mailed }) => mailed),
  );
  const unique = new Map(followed.map((subject) => [formatSubject(subject), subject]));
  return [...unique.values()].slice(0, maxSubjectStops).map(({ kind, id, name }) => ({
    subject: { kind, id },
    label: t.typeset("notificationMails.stopSubject", { name: insideQuotes(name, locale) }),
  }));
}

interface Wording {
  locale: Locale;
  zone: string;
}

function digestBlocks(notifications: Notification[], wording: Wording): LetterBlock[] {
  const t = translator(wording.locale);
  const listed = notifications.slice(0, maxListed);
  return mailTopics.flatMap((topic) => {
    const ofTopic = listed.filter(({ kind }) => topicOfKind[kind] === topic);
    if (ofTopic.length === 0) return [];
    return [
      { kind: "heading", text: t(`notificationSettings.topics.${topic}.name`) } as const,
      ...blocksOf(groupNotifications(ofTopic), wording),
    ];
  });
}

/** The most comments quoted of one group. */
const maxQuotes = 3;

/** @param title the sentence that the mail's heading says already */
function blocksOf(groups: Notification[][], wording: Wording, title?: string): LetterBlock[] {
  return groups.slice(0, maxListed).flatMap((group): LetterBlock[] => {
    const [first] = group;
    if (!first) return [];
    const sentence = describeNotifications(group, wording);
    if (first.kind === "article")
      return [
        ...(group.length > 1 && sentence !== title ? [{ kind: "text", text: sentence } as const] : []),
        ...group.map((one) => storyOf(one, wording, group.length === 1 && sentence !== title)),
      ];
    // Comments are read in the order in which they were written; a group has the newest first.
    const quoted = group.slice(0, maxQuotes).reverse();
    const quotes = quoted.map((one) => quoteOf(one, wording, group.length > 1));
    return [...(sentence === title ? [] : [textOf(first, sentence)]), ...quotes.flat()];
  });
}

function excerptBlocks(notification: Notification): LetterBlock[] {
  const text = excerptNotification(notification);
  return text === "" ? [] : [{ kind: "text", text }];
}

const textOf = (notification: Notification, sentence: string): LetterBlock => ({
  kind: "text",
  text: [{ text: sentence, href: absoluteUrl(notificationPath(notification)) }],
});

/** @param saysWhy whether to name what the member follows, because no sentence above does */
const storyOf = (notification: Notification, { locale }: Wording, saysWhy: boolean): LetterBlock => ({
  kind: "story",
  title: notification.article?.title ?? "",
  href: absoluteUrl(notificationPath(notification)),
  ...(saysWhy && notification.because.length > 0 && { kicker: listSubjects(notification, locale) }),
  excerpt: excerptNotification(notification),
});

/** @param isNamed whether to name and link the comment, because the sentence above describes several */
function quoteOf(notification: Notification, { locale }: Wording, isNamed: boolean): LetterBlock[] {
  const text = excerptNotification(notification);
  if (text === "") return [];
  const source = { label: actorName(notification, locale), href: absoluteUrl(notificationPath(notification)) };
  return [{ kind: "quote", text, ...(isNamed && { source }) }];
}
