import type { MailFrequency } from "#db/schema/follows.ts";
import type { NotificationKind } from "#db/schema/notifications.ts";

/** The choices on the settings page, each for some kinds of notification. */
export const mailTopics = ["replies", "mentions", "decisions", "follows", "staff"] as const;
export type MailTopic = (typeof mailTopics)[number];

export type MailDigestRhythm = "daily" | "weekly";

/** How soon each is mailed to members who have not chosen: the defaults of `notification_settings`. */
export const defaultFrequencies: Record<MailTopic, MailFrequency> = {
  replies: "now",
  mentions: "now",
  decisions: "now",
  follows: "daily",
  staff: "now",
};

/** The choice that decides how soon a notification is mailed. */
export const topicOfKind: Record<NotificationKind, MailTopic> = {
  reply: "replies",
  mention: "mentions",
  decision: "decisions",
  report: "decisions",
  appeal: "decisions",
  article: "follows",
  comment: "follows",
  schedule: "staff",
  alert: "staff",
};
