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
import { id, moment, ref } from "./columns.ts";
import { members } from "./members.ts";

export const commentStatus = pgEnum("comment_status", ["visible", "pending", "rejected", "spam", "removed"]);

export const comments = pgTable(
  "comments",
  {
    id: id(),
    articleId: ref()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    parentId: ref().references((): AnyPgColumn => comments.id, { onDelete: "restrict" }),
    /** Number of the thread within its article, from 1 in the order of their first comments; replies carry their thread's. A page of threads is a range of it. */
    thread: integer().notNull(),
    depth: smallint().notNull().default(0),
    memberId: ref().references(() => members.id, { onDelete: "set null" }),
    /** Name shown when no member stands behind it (imported comments). */
    authorName: text().notNull().default(""),
    status: commentStatus().notNull().default("pending"),
    /** As typed (Markdown) or as imported (HTML). */
    bodySource: text().notNull(),
    /** Allowlisted HTML as lib/html makes it. */
    bodyHtml: text().notNull(),
    createdAt: moment().notNull().defaultNow(),
    editedAt: moment(),
    removedAt: moment(),
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

export const ratings = pgTable(
  "ratings",
  {
    articleId: ref()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    memberId: ref()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    stars: smallint().notNull(),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.articleId, t.memberId] }),
    index("ratings_member_id_idx").on(t.memberId),
    check("ratings_stars", sql`${t.stars} between 1 and 5`),
  ],
);
