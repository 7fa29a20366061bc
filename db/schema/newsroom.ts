import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { articleStatus, articles, type CommentPolicy } from "./articles.ts";
import { id, reference, timestamptz } from "./columns.ts";
import { media } from "./media.ts";
import { members } from "./members.ts";

/** All that one edits of an article, as its form holds it. Texts as typed; the body as lib/html makes it. */
export interface DraftContent {
  title: string;
  lead: string;
  /** Empty: made of the title when the article is published. */
  slug: string;
  bodyHtml: string;
  /** The first is the one shown. */
  categoryIds: number[];
  /** Names: those that no tag has yet are created when the text is taken over. */
  tags: string[];
  authorIds: number[];
  leadMediaId: string | null;
  leadCaption: string;
  source: { name: string; title: string; url: string; syndicated: boolean } | null;
  canonicalUrl: string;
  seoTitle: string;
  seoDescription: string;
  commentPolicy: CommentPolicy;
  /** Null: as the site's setting says. */
  commentsCloseAfterDays: number | null;
}

/**
 * The newsroom's side of an article: whose it is, and the text being worked on, apart from what readers see. Without a row the article
 * came from elsewhere and nobody has touched it.
 */
export const articleDrafts = pgTable(
  "article_drafts",
  {
    articleId: reference()
      .primaryKey()
      .references(() => articles.id, { onDelete: "cascade" }),
    /** Who began it: a contributor works on these only. */
    ownerId: reference().references(() => members.id, { onDelete: "set null" }),
    /** Null: nothing differs from the article's own row. */
    content: jsonb().$type<DraftContent>(),
    /** Grows with each save; one that was made on another version is refused. */
    version: integer().notNull().default(0),
    savedBy: reference().references(() => members.id, { onDelete: "set null" }),
    savedAt: timestamptz().notNull().defaultNow(),
    /** The page that saved last, by its own key: its next save goes on from there also when the answer never reached it. */
    lastPageKey: text(),
  },
  (t) => [index("article_drafts_owner_id_idx").on(t.ownerId), index("article_drafts_saved_by_idx").on(t.savedBy)],
);

/** Which article a page began, by that page's own key: sent twice (a lost answer, a second click), it is one article. */
export const articleCreations = pgTable(
  "article_creations",
  {
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    key: text().notNull(),
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
  },
  (t) => [primaryKey({ columns: [t.memberId, t.key] }), index("article_creations_article_id_idx").on(t.articleId)],
);

/** Who is editing an article now. It ends by itself: `heartbeatAt` grows while their page is open. */
export const articleEditLocks = pgTable(
  "article_edit_locks",
  {
    articleId: reference()
      .primaryKey()
      .references(() => articles.id, { onDelete: "cascade" }),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    /** One open page: the same person in two windows is two. */
    key: text().notNull(),
    acquiredAt: timestamptz().notNull().defaultNow(),
    heartbeatAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [index("article_edit_locks_member_id_idx").on(t.memberId)],
);

/** `auto` while typing, `save` by hand, `live` what readers got, `restore` an older one brought back. */
export type RevisionKind = "auto" | "save" | "live" | "restore";

/** What an article's text was. Rows are only added; those saved by themselves are thinned out (features/newsroom/revisions/mutations.ts). */
export const articleRevisions = pgTable(
  "article_revisions",
  {
    id: id(),
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    memberId: reference().references(() => members.id, { onDelete: "set null" }),
    kind: text().$type<RevisionKind>().notNull(),
    content: jsonb().$type<DraftContent>().notNull(),
    wordCount: integer().notNull(),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    index("article_revisions_article_id_idx").on(t.articleId, t.id.desc()),
    index("article_revisions_member_id_idx").on(t.memberId),
    check("article_revisions_kind", sql`${t.kind} in ('auto', 'save', 'live', 'restore')`),
  ],
);

/** Revisions that keep a refused text and are still announced. Dismissing the announcement deletes the row, not the revision. */
export const rejectedSaves = pgTable(
  "rejected_saves",
  {
    revisionId: reference()
      .primaryKey()
      .references(() => articleRevisions.id, { onDelete: "cascade" }),
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
  },
  (t) => [index("rejected_saves_article_id_idx").on(t.articleId, t.revisionId.desc())],
);

/** The pictures that a revision shows, kept by a trigger: brought back, the revision has them. */
export const articleRevisionMedia = pgTable(
  "article_revision_media",
  {
    revisionId: reference()
      .notNull()
      .references(() => articleRevisions.id, { onDelete: "cascade" }),
    mediaId: text()
      .notNull()
      .references(() => media.id, { onDelete: "restrict" }),
  },
  (t) => [
    primaryKey({ columns: [t.revisionId, t.mediaId] }),
    index("article_revision_media_media_id_idx").on(t.mediaId),
  ],
);

/**
 * The articles that are not published, kept by a trigger on `articles`: among a million published ones the few drafts are found at
 * once, without another index on the large table.
 */
export const unpublishedArticles = pgTable(
  "unpublished_articles",
  {
    articleId: reference()
      .primaryKey()
      .references(() => articles.id, { onDelete: "cascade" }),
    status: articleStatus().notNull(),
  },
  (t) => [index("unpublished_articles_status_idx").on(t.status, t.articleId.desc())],
);

/**
 * The titles that readers have, kept by a trigger on `articles`, for finding like ones: those that share a pair of neighbouring words
 * (`headline_pairs()`) are few and found at once by the index, and trigrams judge those few. Trigrams alone took a second among a million.
 */
export const articleHeadlines = pgTable(
  "article_headlines",
  {
    articleId: reference()
      .primaryKey()
      .references(() => articles.id, { onDelete: "cascade" }),
    title: text().notNull(),
    wordPairs: text().array().notNull(),
  },
  (t) => [index("article_headlines_word_pairs_idx").using("gin", t.wordPairs)],
);

/** Why a text could not be published at its time: message keys below `errors`, as in a refusal. */
export interface ScheduleFailure {
  code: string;
  fields?: Record<string, string>;
  /** When it was tried, ISO 8601. */
  at: string;
}

/**
 * What is to reach readers at a time to come: the row is the job. It goes in the transaction that publishes, so nothing is published twice;
 * with a `refusal` it waits for an editor and for no clock.
 */
export const articleSchedules = pgTable(
  "article_schedules",
  {
    articleId: reference()
      .primaryKey()
      .references(() => articles.id, { onDelete: "cascade" }),
    publishAt: timestamptz().notNull(),
    scheduledBy: reference().references(() => members.id, { onDelete: "set null" }),
    /** What an update of a published text is, and what readers are told of it. */
    changeKind: text().$type<"correction" | "update" | "typo">().notNull().default("typo"),
    changeNote: text().notNull().default(""),
    failure: jsonb().$type<ScheduleFailure>(),
  },
  (t) => [
    index("article_schedules_due_idx").on(t.publishAt).where(sql`failure is null`),
    index("article_schedules_scheduled_by_idx").on(t.scheduledBy),
    check("article_schedules_change", sql`${t.changeKind} in ('correction', 'update', 'typo')`),
  ],
);

/** What readers are told where an article stood that was withdrawn. Gone when it comes back. */
export const articleWithdrawals = pgTable(
  "article_withdrawals",
  {
    articleId: reference()
      .primaryKey()
      .references(() => articles.id, { onDelete: "cascade" }),
    /** Plain text. */
    note: text().notNull(),
    memberId: reference().references(() => members.id, { onDelete: "set null" }),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [index("article_withdrawals_member_id_idx").on(t.memberId)],
);

/** Links that show an article's working copy to whoever has them; the mark that makes one valid is never stored (features/newsroom/preview). */
export const articlePreviewLinks = pgTable(
  "article_preview_links",
  {
    id: id(),
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    memberId: reference().references(() => members.id, { onDelete: "set null" }),
    createdAt: timestamptz().notNull().defaultNow(),
    expiresAt: timestamptz().notNull(),
    revokedAt: timestamptz(),
  },
  (t) => [
    index("article_preview_links_article_id_idx").on(t.articleId, t.id.desc()),
    index("article_preview_links_member_id_idx").on(t.memberId),
  ],
);
