import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { articles } from "./articles.ts";
import { bytes, id, reference, timestamptz } from "./columns.ts";
import { members } from "./members.ts";
import { categories, tags } from "./taxonomy.ts";

/** Topics that readers can choose in the newsletter. A topic with subscriptions is ended instead of deleted. */
export const newsletterTopics = pgTable("newsletter_topics", {
  id: id(),
  /** Its name on the command line: `newsletter compose --topic SLUG`. */
  slug: text().notNull().unique(),
  /** Empty for the preset topic: its name in the site's language (i18n `newsletter.topics.preset`). */
  name: text().notNull(),
  description: text().notNull().default(""),
  position: integer().notNull().default(0),
  /** From this time on it is not offered to new readers. */
  endedAt: timestamptz(),
  createdAt: timestamptz().notNull().defaultNow(),
});

/** The categories whose articles belong to a topic. A topic without categories and tags has every article. */
export const newsletterTopicCategories = pgTable(
  "newsletter_topic_categories",
  {
    topicId: reference()
      .notNull()
      .references(() => newsletterTopics.id, { onDelete: "cascade" }),
    categoryId: reference()
      .notNull()
      .references(() => categories.id, { onDelete: "cascade" }),
  },
  (t) => [
    primaryKey({ columns: [t.topicId, t.categoryId] }),
    index("newsletter_topic_categories_category_id_idx").on(t.categoryId),
  ],
);

/** The tags whose articles belong to a topic. */
export const newsletterTopicTags = pgTable(
  "newsletter_topic_tags",
  {
    topicId: reference()
      .notNull()
      .references(() => newsletterTopics.id, { onDelete: "cascade" }),
    tagId: reference()
      .notNull()
      .references(() => tags.id, { onDelete: "cascade" }),
  },
  (t) => [primaryKey({ columns: [t.topicId, t.tagId] }), index("newsletter_topic_tags_tag_id_idx").on(t.tagId)],
);

/** How often a subscriber gets a digest; `never` leaves only urgent alerts. */
export const newsletterRhythm = pgEnum("newsletter_rhythm", ["monthly", "weekly", "never"]);
export type NewsletterRhythm = (typeof newsletterRhythm.enumValues)[number];

/** `suppressed`: the mailbox does not exist or its owner complained. Both kinds of ended subscription get nothing. */
export const subscriberState = pgEnum("subscriber_state", ["active", "ended", "suppressed"]);
export type SubscriberState = (typeof subscriberState.enumValues)[number];

/** Confirmed subscribers. A row is never deleted, because the ledger of deliveries refers to it; its address can be erased. */
export const newsletterSubscribers = pgTable(
  "newsletter_subscribers",
  {
    id: id(),
    /** In its canonical spelling; null once it is erased. */
    address: text(),
    /** The language of the newsletter for this subscriber; null is the site's. */
    locale: text(),
    rhythm: newsletterRhythm().notNull(),
    alerts: boolean().notNull().default(false),
    state: subscriberState().notNull().default("active"),
    /** Random; signs the links in this subscriber's mails. A new one makes all former links useless. */
    linkKey: bytes().notNull(),
    /** Incremented by each change, so that concurrent changes are detected. */
    version: integer().notNull().default(0),
    confirmedAt: timestamptz().notNull().defaultNow(),
    endedAt: timestamptz(),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("newsletter_subscribers_address_unique").on(sql`lower(${t.address})`),
    index("newsletter_subscribers_recipients_idx").on(t.rhythm, t.id).where(sql`state = 'active'`),
    index("newsletter_subscribers_alerts_idx").on(t.id).where(sql`state = 'active' and alerts`),
    check("newsletter_subscribers_has_address", sql`${t.address} is not null or ${t.state} <> 'active'`),
  ],
);

/** The topics that a subscriber chose. */
export const newsletterSubscriberTopics = pgTable(
  "newsletter_subscriber_topics",
  {
    subscriberId: reference()
      .notNull()
      .references(() => newsletterSubscribers.id, { onDelete: "cascade" }),
    topicId: reference()
      .notNull()
      .references(() => newsletterTopics.id, { onDelete: "restrict" }),
  },
  (t) => [
    primaryKey({ columns: [t.subscriberId, t.topicId] }),
    index("newsletter_subscriber_topics_topic_id_idx").on(t.topicId),
  ],
);

/**
 * `sent`: the confirmation mail is queued or sent. `held`: a disposable address, until an editor decides. `known`: the address had a
 * subscription, and its owner was mailed a link to the preferences instead.
 */
export const signupState = pgEnum("newsletter_signup_state", ["sent", "held", "known", "confirmed", "refused"]);

/** Requests to subscribe, deleted some time after they expire. They never change a subscription by themselves. */
export const newsletterSignups = pgTable(
  "newsletter_signups",
  {
    id: id(),
    address: text().notNull(),
    topicIds: reference().array().notNull(),
    rhythm: newsletterRhythm().notNull(),
    alerts: boolean().notNull(),
    locale: text(),
    /** The page on which the form was sent. */
    page: text().notNull(),
    /** The sentence of consent as it was shown. */
    consentText: text().notNull(),
    state: signupState().notNull(),
    /** Random; signs the link of the confirmation mail. */
    linkKey: bytes().notNull(),
    expiresAt: timestamptz().notNull(),
    createdAt: timestamptz().notNull().defaultNow(),
    decidedAt: timestamptz(),
    /** The editor who decided about a held one. */
    decidedBy: reference().references(() => members.id, { onDelete: "set null" }),
  },
  (t) => [
    index("newsletter_signups_address_idx").on(sql`lower(${t.address})`),
    index("newsletter_signups_held_idx").on(t.id).where(sql`state = 'held'`),
    index("newsletter_signups_expires_idx").on(t.expiresAt),
    index("newsletter_signups_decided_by_idx").on(t.decidedBy),
  ],
);

export type ConsentEvent = "subscribed" | "changed" | "ended" | "suppressed" | "erased";
export type ConsentVia =
  | "confirmation"
  | "preferences"
  | "page"
  | "one-click"
  | "bounce"
  | "complaint"
  | "account"
  | "staff";

/**
 * The proof of each consent and of its end. Append-only. Holds ids and no address, so that it can be kept when the address is erased;
 * subscribers are never deleted, and need no foreign key.
 */
export const newsletterConsents = pgTable(
  "newsletter_consents",
  {
    id: id(),
    subscriberId: reference().notNull(),
    event: text().$type<ConsentEvent>().notNull(),
    via: text().$type<ConsentVia>().notNull(),
    /** The sentence of consent as it was shown; empty for an end. */
    consentText: text().notNull().default(""),
    /** The page of the form. */
    page: text().notNull().default(""),
    /** When the form was sent; the row itself is from the confirmation. */
    requestedAt: timestamptz(),
    /** The choice that applied afterwards: topics by name, as they were shown. */
    topics: text().array().notNull(),
    rhythm: newsletterRhythm().notNull(),
    alerts: boolean().notNull(),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    index("newsletter_consents_subscriber_idx").on(t.subscriberId, t.id),
    check("newsletter_consents_event", sql`${t.event} in ('subscribed', 'changed', 'ended', 'suppressed', 'erased')`),
    check(
      "newsletter_consents_via",
      sql`${t.via} in ('confirmation', 'preferences', 'page', 'one-click', 'bounce', 'complaint', 'account', 'staff')`,
    ),
  ],
);

export const issueKind = pgEnum("newsletter_issue_kind", ["digest", "alert"]);
export const issueStatus = pgEnum("newsletter_issue_status", [
  "draft",
  "scheduled",
  "sending",
  "paused",
  "sent",
  "cancelled",
]);
export type IssueStatus = (typeof issueStatus.enumValues)[number];

/** An article as an issue shows it, from the time at which sending began. */
export interface IssueArticle {
  articleId: number;
  /** The topics to which it belongs. */
  topicIds: number[];
  slug: string;
  title: string;
  /** The article's blurb, or its lead. */
  text: string;
  category: string;
  publishedAt: string;
  picture: { mediaId: string; revision: number; alt: string; width: number; height: number } | null;
}

/** What every mail of an issue and its page in the archive show. It does not change once sending has begun. */
export interface IssueSnapshot {
  siteName: string;
  /** The site's time zone, in which dates are shown. */
  zone: string;
  /** ISO 8601: the start of a digest's period; the time of the snapshot for an alert. */
  date: string;
  subject: string;
  preheader: string;
  /** Sanitized HTML. */
  introductionHtml: string;
  /** In the order of the sections. */
  topics: { id: number; name: string }[];
  articles: IssueArticle[];
}

/**
 * Issues of the newsletter: digests of a period and urgent alerts about one article. A subscriber gets the part of an issue that belongs
 * to their topics.
 */
export const newsletterIssues = pgTable(
  "newsletter_issues",
  {
    id: id(),
    slug: text().notNull().unique(),
    kind: issueKind().notNull(),
    /** Null for an alert. */
    rhythm: newsletterRhythm(),
    /** Restricts the issue to one topic; null: all topics. */
    topicId: reference().references(() => newsletterTopics.id, { onDelete: "restrict" }),
    /** The period of a digest: from the start to before the end, in the site's time zone. */
    periodStartAt: timestamptz(),
    periodEndAt: timestamptz(),
    subject: text().notNull(),
    /** The line that mail programs show beside the subject. */
    preheader: text().notNull().default(""),
    /** Markdown, as typed. */
    introduction: text().notNull().default(""),
    status: issueStatus().notNull().default("draft"),
    /** Incremented by each change; a change based on another version is refused. */
    version: integer().notNull().default(0),
    scheduledAt: timestamptz(),
    startedAt: timestamptz(),
    finishedAt: timestamptz(),
    /** Set when sending begins. */
    snapshot: jsonb().$type<IssueSnapshot>(),
    /** The number of deliveries that were queued when sending began. */
    recipients: integer().notNull().default(0),
    /** Why a scheduled issue was not sent, or why sending stopped: a message key. */
    failure: text(),
    createdBy: reference().references(() => members.id, { onDelete: "set null" }),
    startedBy: reference().references(() => members.id, { onDelete: "set null" }),
    /** The editor who cancelled the sending. */
    cancelledBy: reference().references(() => members.id, { onDelete: "set null" }),
    createdAt: timestamptz().notNull().defaultNow(),
    updatedAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    // A period is drafted once, however often it is asked for.
    uniqueIndex("newsletter_issues_period_unique")
      .on(t.rhythm, t.periodStartAt, sql`coalesce(${t.topicId}, 0)`)
      .where(sql`kind = 'digest' and status <> 'cancelled'`),
    index("newsletter_issues_archive_idx").on(t.startedAt.desc(), t.id.desc()).where(sql`snapshot is not null`),
    index("newsletter_issues_open_idx").on(t.status).where(sql`status in ('scheduled', 'sending')`),
    index("newsletter_issues_topic_id_idx").on(t.topicId),
    index("newsletter_issues_created_by_idx").on(t.createdBy),
    index("newsletter_issues_started_by_idx").on(t.startedBy),
    index("newsletter_issues_cancelled_by_idx").on(t.cancelledBy),
    check(
      "newsletter_issues_kind_fields",
      sql`(${t.kind} = 'digest') = (${t.rhythm} is not null and ${t.periodStartAt} is not null)`,
    ),
    check(
      "newsletter_issues_started_has_snapshot",
      sql`${t.status} in ('draft', 'scheduled', 'cancelled') or ${t.snapshot} is not null`,
    ),
  ],
);

/** The articles of an issue, in the editor's order. */
export const newsletterIssueItems = pgTable(
  "newsletter_issue_items",
  {
    issueId: reference()
      .notNull()
      .references(() => newsletterIssues.id, { onDelete: "cascade" }),
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    position: integer().notNull(),
    /** The blurb: the editor's text instead of the article's lead; empty: the lead. */
    text: text().notNull().default(""),
  },
  (t) => [
    primaryKey({ columns: [t.issueId, t.articleId] }),
    index("newsletter_issue_items_article_id_idx").on(t.articleId),
  ],
);

/**
 * `queued`: to be sent. `sending`: handed to the mail server now. `sent`: accepted by it. `uncertain`: the connection or the process ended
 * before the answer; never sent again by itself. `bounced`: refused for good, then or later. `failed`: given up after temporary refusals.
 * `skipped`: the subscription ended before its turn. `cancelled`: an editor stopped the issue.
 */
export const deliveryState = pgEnum("newsletter_delivery_state", [
  "queued",
  "sending",
  "sent",
  "uncertain",
  "bounced",
  "failed",
  "skipped",
  "cancelled",
]);
export type DeliveryState = (typeof deliveryState.enumValues)[number];

/**
 * The ledger: one row for each issue and subscriber, so that each gets an issue at most once. A trigger refuses every change of state that
 * could send again, and every deletion.
 */
export const newsletterDeliveries = pgTable(
  "newsletter_deliveries",
  {
    issueId: reference()
      .notNull()
      .references(() => newsletterIssues.id, { onDelete: "restrict" }),
    subscriberId: reference()
      .notNull()
      .references(() => newsletterSubscribers.id, { onDelete: "restrict" }),
    state: deliveryState().notNull().default("queued"),
    /** The domain of the address, for the limits per domain; not the address itself. */
    domain: text().notNull(),
    attempts: smallint().notNull().default(0),
    /** When it may be tried (again). */
    dueAt: timestamptz().notNull().defaultNow(),
    /** The sender that claimed it; its lease is a row of `newsletter_senders`. */
    claimedBy: text(),
    claimedAt: timestamptz(),
    sentAt: timestamptz(),
    /** The last answer of the mail server, without addresses. */
    response: text(),
    /** The editor who decided about an uncertain one. */
    resolvedBy: reference().references(() => members.id, { onDelete: "set null" }),
  },
  (t) => [
    primaryKey({ columns: [t.issueId, t.subscriberId] }),
    index("newsletter_deliveries_subscriber_id_idx").on(t.subscriberId),
    index("newsletter_deliveries_due_idx").on(t.issueId, t.dueAt).where(sql`state = 'queued'`),
    index("newsletter_deliveries_claimed_idx").on(t.claimedBy).where(sql`state = 'sending'`),
    index("newsletter_deliveries_sent_at_idx").on(t.sentAt).where(sql`sent_at is not null`),
    index("newsletter_deliveries_uncertain_idx").on(t.issueId, t.subscriberId).where(sql`state = 'uncertain'`),
    index("newsletter_deliveries_resolved_by_idx").on(t.resolvedBy).where(sql`resolved_by is not null`),
  ],
);

/** Running senders. What a sender whose lease has expired was sending becomes uncertain. */
export const newsletterSenders = pgTable("newsletter_senders", {
  id: text().primaryKey(),
  startedAt: timestamptz().notNull().defaultNow(),
  leaseEndsAt: timestamptz().notNull(),
});

/**
 * The rate limits of sending, shared by all senders: a row for the site (`site`), which also serialises claims, and one for each domain
 * (`domain:example.org`). See `claim_deliveries`.
 */
export const newsletterRates = pgTable(
  "newsletter_rates",
  {
    key: text().primaryKey(),
    /** When the next message would be sent at an even rate; in the past: that much may be sent at once. */
    nextAt: timestamptz().notNull().defaultNow(),
    /** The last time that was given to a delivery of a busy domain. */
    lastSlotAt: timestamptz().notNull().defaultNow(),
    /** During a warm-up, of the site: how many messages this day may have, and had when they were counted last. */
    dayLimit: integer(),
    dayCount: integer().notNull().default(0),
    countedAt: timestamptz(),
  },
  (t) => [index("newsletter_rates_next_at_idx").on(t.nextAt)],
);
