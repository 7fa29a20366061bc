import type { MailFrequency } from "#db/schema/follows.ts";
import type { NotificationKind } from "#db/schema/notifications.ts";

/** The choices on the settings page, each for some kinds of notification. */
export const mailTopics = ["replies", "mentions", "decisions", "follows", "staff"] as const;
export type MailTopic = (typeof mailTopics)[number];

/** All choices that a link in a mail can turn off: the topics, and the weekly digest of moderation. */
export const stoppableMails = [...mailTopics, "moderationDigest"] as const;
export type StoppableMail = (typeof stoppableMails)[number];

/** What a member chose: how soon each kind of news is mailed, and whether the weekly digest of moderation is. */
export type MailSettings = Record<MailTopic, MailFrequency> & { moderationDigest: boolean };

export type MailDigestRhythm = "daily" | "weekly";

/** The choices of members who have not chosen: the defaults of `notification_settings`. */
export const defaultMailSettings: MailSettings = {
  replies: "now",
  mentions: "now",
  decisions: "now",
  follows: "daily",
  staff: "now",
  moderationDigest: true,
};

/** The choice that decides how soon a notification is mailed. */
export const topicOfKind: Record<NotificationKind, MailTopic> = {
  reply: "replies",
  mention: "mentions",
  decision: "decisions",
  report: "decisions",
  appeal: "decisions",
  badge: "decisions",
  article: "follows",
  comment: "follows",
  schedule: "staff",
  alert: "staff",
};
