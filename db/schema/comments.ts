import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
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
import { id, reference, timestamptz } from "./columns.ts";
import { members } from "./members.ts";

export const commentStatus = pgEnum("comment_status", ["visible", "pending", "rejected", "spam", "removed"]);
export type CommentStatus = (typeof commentStatus.enumValues)[number];

export const comments = pgTable(
  "comments",
  {
    id: id(),
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    parentId: reference().references((): AnyPgColumn => comments.id, { onDelete: "restrict" }),
    /** Number of the thread within its article, from 1 in the order of their first comments; replies carry their thread's. A page of threads is a range of it. */
    thread: integer().notNull(),
    depth: smallint().notNull().default(0),
    memberId: reference().references(() => members.id, { onDelete: "set null" }),
    /** Name shown when no member stands behind it (imported comments). */
    authorName: text().notNull().default(""),
    status: commentStatus().notNull().default("pending"),
    /** As typed (Markdown) or as imported (HTML). */
    bodySource: text().notNull(),
    /** Allowlisted HTML as lib/html makes it. */
    bodyHtml: text().notNull(),
    /** Derived from `comment_reactions`, in the same transaction. */
    reactionCount: integer().notNull().default(0),
    createdAt: timestamptz().notNull().defaultNow(),
    editedAt: timestamptz(),
    removedAt: timestamptz(),
    /** Chosen by a moderator to stand out. */
    featuredAt: timestamptz(),
    /** Grows with each decision and each change of the text, so that nobody decides on what they have not seen. */
    version: integer().notNull().default(0),
    /** Deleted by its author: the text is empty here, the row stays. Until `deleted_comment_texts.erase_at` the deletion can be undone. */
    deletedAt: timestamptz(),
  },
  (t) => [
    index("comments_thread_idx").on(t.articleId, t.thread, t.id),
    uniqueIndex("comments_thread_root_unique").on(t.articleId, t.thread).where(sql`parent_id is null`),
    index("comments_parent_id_idx").on(t.parentId),
    index("comments_member_id_idx").on(t.memberId, t.createdAt.desc()),
    index("comments_status_idx").on(t.status, t.createdAt.desc(), t.id.desc()),
    check("comments_root_depth", sql`(${t.parentId} is null) = (${t.depth} = 0)`),
    check("comments_thread_positive", sql`${t.thread} > 0`),
  ],
);

/** The text of a comment that its author deleted, kept while they may undo the deletion. Only the undo reads it; the worker erases it. */
export const deletedCommentTexts = pgTable("deleted_comment_texts", {
  commentId: reference()
    .primaryKey()
    .references(() => comments.id, { onDelete: "cascade" }),
  /** The status it had. */
  status: commentStatus().notNull(),
  bodySource: text().notNull(),
  bodyHtml: text().notNull(),
  eraseAt: timestamptz().notNull(),
});

export const ratings = pgTable(
  "ratings",
  {
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    stars: smallint().notNull(),
    /** Whether it is in the article's count and sum. Derived: neither held apart nor discarded, and its voter is not banned. */
    counted: boolean().notNull().default(true),
    createdAt: timestamptz().notNull().defaultNow(),
    updatedAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.articleId, t.memberId] }),
    index("ratings_member_id_idx").on(t.memberId),
    check("ratings_stars", sql`${t.stars} between 1 and 5`),
  ],
);

/** What stood behind a hold, in numbers: for the sentence that says why. */
export interface VoteHoldFacts {
  /** So many votes … */
  votes: number;
  /** … in so many minutes. */
  minutes: number;
  /** `young`: of accounts younger than so many days. */
  days?: number;
  /** `burst`: where so many were to be expected. */
  expected?: number;
}

/**
 * The votes of members who are not yet known well enough, as they come: what a brigade is seen by, and those held apart from the mean until
 * a moderator has looked. The row stays when the vote is withdrawn, so that nobody frees a vote by casting it again.
 */
export const watchedVotes = pgTable(
  "watched_votes",
  {
    id: id(),
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    /** When it was last given or changed. */
    castAt: timestamptz().notNull().defaultNow(),
    /** The account was younger than `ratings.youngDays` then. */
    isYoungAccount: boolean().notNull(),
    state: text().$type<"counted" | "held" | "released" | "discarded">().notNull().default("counted"),
    /** Why it was held: `young` or `burst`. */
    reason: text().$type<"young" | "burst">(),
    facts: jsonb().$type<VoteHoldFacts>(),
    heldAt: timestamptz(),
    /** Grows with each decision, so that a second moderator's is noticed. */
    version: integer().notNull().default(0),
  },
  (t) => [
    uniqueIndex("watched_votes_one_each").on(t.articleId, t.memberId),
    index("watched_votes_arrival_idx").on(t.articleId, t.castAt),
    index("watched_votes_member_id_idx").on(t.memberId),
    index("watched_votes_held_idx").on(t.articleId, t.id).where(sql`state = 'held'`),
    index("watched_votes_cast_at_idx").on(t.castAt),
    check("watched_votes_state", sql`${t.state} in ('counted', 'held', 'released', 'discarded')`),
    check(
      "watched_votes_held_has_reason",
      sql`${t.state} <> 'held' or (${t.reason} is not null and ${t.heldAt} is not null)`,
    ),
  ],
);

/** "Pertinent": one per member and comment. */
export const commentReactions = pgTable(
  "comment_reactions",
  {
    commentId: reference()
      .notNull()
      .references(() => comments.id, { onDelete: "cascade" }),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.commentId, t.memberId] }),
    index("comment_reactions_member_id_idx").on(t.memberId, t.commentId),
  ],
);

export const reportReason = pgEnum("report_reason", [
  "spam",
  "insult",
  "hate",
  "illegal",
  "privacy",
  "offTopic",
  "other",
]);

/** A member's report of a comment: one each, kept for the moderators. */
export const commentReports = pgTable(
  "comment_reports",
  {
    id: id(),
    commentId: reference()
      .notNull()
      .references(() => comments.id, { onDelete: "cascade" }),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    reason: reportReason().notNull(),
    note: text().notNull().default(""),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("comment_reports_one_each").on(t.commentId, t.memberId),
    index("comment_reports_member_id_idx").on(t.memberId),
  ],
);

export const notificationKind = pgEnum("notification_kind", [
  "reply",
  "mention",
  "decision",
  "report",
  "appeal",
  "schedule",
]);

/**
 * What a member is told on /notifications: about a comment, by somebody; or by nobody named: what was decided about them or their comment,
 * what became of their report or appeal.
 */
export const notifications = pgTable(
  "notifications",
  {
    id: id(),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    kind: notificationKind().notNull(),
    /** Null for a decision about the member, and for what came of an appeal. */
    commentId: reference().references(() => comments.id, { onDelete: "cascade" }),
    actorId: reference().references(() => members.id, { onDelete: "set null" }),
    /** For a decision or a report: the status that the comment got. */
    status: commentStatus(),
    /** Which decision (`moderation_decisions`); for an appeal, the one that was contested. */
    decisionId: reference(),
    /** For a plan that could not be kept: of which article. */
    articleId: reference().references(() => articles.id, { onDelete: "cascade" }),
    createdAt: timestamptz().notNull().defaultNow(),
    readAt: timestamptz(),
  },
  (t) => [
    index("notifications_member_idx").on(t.memberId, t.id.desc()),
    index("notifications_unread_idx").on(t.memberId).where(sql`read_at is null`),
    index("notifications_actor_id_idx").on(t.actorId),
    index("notifications_comment_id_idx").on(t.commentId),
    index("notifications_decision_id_idx").on(t.decisionId).where(sql`decision_id is not null`),
    index("notifications_article_id_idx").on(t.articleId).where(sql`article_id is not null`),
    // A comment tells a member once of each kind; an edit that names somebody again does not repeat it.
    uniqueIndex("notifications_once").on(t.commentId, t.memberId, t.kind).where(sql`kind <> 'decision'`),
  ],
);

/** Who does not want to read whom. */
export const mutes = pgTable(
  "mutes",
  {
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    mutedId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.memberId, t.mutedId] }),
    index("mutes_muted_id_idx").on(t.mutedId),
    check("mutes_not_self", sql`${t.memberId} <> ${t.mutedId}`),
  ],
);

/** The form's own key of each comment posted here: a double submit finds the first one's row. Old ones may be deleted. */
export const commentSubmissions = pgTable(
  "comment_submissions",
  {
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    key: text().notNull(),
    commentId: reference()
      .notNull()
      .references(() => comments.id, { onDelete: "cascade" }),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.memberId, t.key] }),
    index("comment_submissions_comment_id_idx").on(t.commentId),
    check("comment_submissions_key_short", sql`length(${t.key}) between 8 and 64`),
  ],
);

/** The "best" order of an article's threads: rank from 1, rewritten when reactions change, so that page N is a range. */
export const threadRanks = pgTable(
  "thread_ranks",
  {
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    rank: integer().notNull(),
    thread: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.articleId, t.rank] })],
);
