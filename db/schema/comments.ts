import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  check,
  index,
  integer,
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
    /** Number of the thread within its article, from 1, in the order of the first comments. Replies have their thread's number. A page of threads is a range of numbers. */
    thread: integer().notNull(),
    depth: smallint().notNull().default(0),
    memberId: reference().references(() => members.id, { onDelete: "set null" }),
    /** The name shown for a comment without a member (imported comments). */
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
    /** Featured by a moderator. */
    featuredAt: timestamptz(),
    /** Incremented by each decision and each change of the text, so that a decision on an outdated version is refused. */
    version: integer().notNull().default(0),
    /** When its author deleted it: the text is emptied, the row stays. The deletion can be undone until `deleted_comment_texts.erase_at`. */
    deletedAt: timestamptz(),
  },
  (t) => [
    index("comments_thread_idx").on(t.articleId, t.thread, t.id),
    uniqueIndex("comments_thread_root_unique").on(t.articleId, t.thread).where(sql`parent_id is null`),
    // For the newest comments of a discussion.
    index("comments_visible_idx").on(t.articleId, t.id).where(sql`status = 'visible'`),
    // For the picked comments of a discussion.
    index("comments_featured_idx").on(t.articleId, t.featuredAt).where(sql`featured_at is not null`),
    index("comments_parent_id_idx").on(t.parentId),
    index("comments_member_id_idx").on(t.memberId, t.createdAt.desc()),
    index("comments_status_idx").on(t.status, t.createdAt.desc(), t.id.desc()),
    check("comments_root_depth", sql`(${t.parentId} is null) = (${t.depth} = 0)`),
    check("comments_thread_positive", sql`${t.thread} > 0`),
  ],
);

/** The text of a comment that its author deleted, kept while the deletion can be undone. Only the undo reads it; the worker erases it. */
export const deletedCommentTexts = pgTable("deleted_comment_texts", {
  commentId: reference()
    .primaryKey()
    .references(() => comments.id, { onDelete: "cascade" }),
  /** The status before the deletion. */
  status: commentStatus().notNull(),
  bodySource: text().notNull(),
  bodyHtml: text().notNull(),
  eraseAt: timestamptz().notNull(),
});

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

/** The idempotency key of each posted comment: a second submit finds the first one's row. Old rows may be deleted. */
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

/**
 * Imported comments whose author left an address, as HMAC of that address under a key in DATA_DIR: a member who verifies the
 * same address may claim them. The address itself is never stored.
 */
export const commentGuests = pgTable(
  "comment_guests",
  {
    commentId: reference()
      .primaryKey()
      .references(() => comments.id, { onDelete: "cascade" }),
    addressHmac: text().notNull(),
  },
  (t) => [index("comment_guests_address_hmac_idx").on(t.addressHmac)],
);
