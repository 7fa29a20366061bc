import { sql } from "drizzle-orm";
import { boolean, check, index, pgEnum, pgTable, primaryKey, uniqueIndex } from "drizzle-orm/pg-core";
import { articles } from "./articles.ts";
import { bytes, id, reference, timestamptz } from "./columns.ts";
import { comments } from "./comments.ts";
import { members } from "./members.ts";
import { authors, categories, tags } from "./taxonomy.ts";

/** What members follow: exactly one of a tag, a category, an author and the discussion of an article. */
export const follows = pgTable(
  "follows",
  {
    id: id(),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    tagId: reference().references(() => tags.id, { onDelete: "cascade" }),
    categoryId: reference().references(() => categories.id, { onDelete: "cascade" }),
    authorId: reference().references(() => authors.id, { onDelete: "cascade" }),
    /** The article whose discussion is followed. */
    articleId: reference().references(() => articles.id, { onDelete: "cascade" }),
    /** Whether its news also come by mail, as often as the member's settings say. */
    mailed: boolean().notNull().default(true),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("follows_tag_unique").on(t.tagId, t.memberId).where(sql`tag_id is not null`),
    uniqueIndex("follows_category_unique").on(t.categoryId, t.memberId).where(sql`category_id is not null`),
    uniqueIndex("follows_author_unique").on(t.authorId, t.memberId).where(sql`author_id is not null`),
    uniqueIndex("follows_article_unique").on(t.articleId, t.memberId).where(sql`article_id is not null`),
    index("follows_member_id_idx").on(t.memberId, t.id.desc()),
    check("follows_one_subject", sql`num_nonnulls(${t.tagId}, ${t.categoryId}, ${t.authorId}, ${t.articleId}) = 1`),
  ],
);

/** Articles whose publication was announced to their followers: once each, however often an article is published again. */
export const announcedArticles = pgTable("announced_articles", {
  articleId: reference()
    .primaryKey()
    .references(() => articles.id, { onDelete: "cascade" }),
  announcedAt: timestamptz().notNull().defaultNow(),
});

/** Comments that became visible in followed discussions, until the followers are notified. */
export const pendingFollowedComments = pgTable("pending_followed_comments", {
  commentId: reference()
    .primaryKey()
    .references(() => comments.id, { onDelete: "cascade" }),
  createdAt: timestamptz().notNull().defaultNow(),
});

/** How soon a kind of notification is also mailed. */
export const mailFrequency = pgEnum("mail_frequency", ["now", "daily", "weekly", "never"]);
export type MailFrequency = (typeof mailFrequency.enumValues)[number];

/** A member's choice of what is mailed, and how soon. No row: the defaults. */
export const notificationSettings = pgTable("notification_settings", {
  memberId: reference()
    .primaryKey()
    .references(() => members.id, { onDelete: "cascade" }),
  replies: mailFrequency().notNull().default("now"),
  mentions: mailFrequency().notNull().default("now"),
  /** Decisions of moderators, outcomes of reports and appeals that have no mail of their own. */
  decisions: mailFrequency().notNull().default("now"),
  follows: mailFrequency().notNull().default("daily"),
  /** Alerts to the staff. */
  staff: mailFrequency().notNull().default("now"),
  /** The weekly digest of moderation, for moderators and administrators. */
  moderationDigest: boolean().notNull().default(true),
  /** Random; signs the links in this member's notification mails. */
  linkKey: bytes().notNull(),
  updatedAt: timestamptz().notNull().defaultNow(),
});

/** Discussions about which a member wants no mail, though they take part in them. */
export const mutedDiscussions = pgTable(
  "muted_discussions",
  {
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.memberId, t.articleId] }),
    index("muted_discussions_article_id_idx").on(t.articleId),
  ],
);

/** The private feed of a member. Deleting the row revokes its address. */
export const memberFeeds = pgTable("member_feeds", {
  memberId: reference()
    .primaryKey()
    .references(() => members.id, { onDelete: "cascade" }),
  /** Random; the feed's address is derived from it. */
  linkKey: bytes().notNull(),
  createdAt: timestamptz().notNull().defaultNow(),
});
