import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { articleStatus, articles, type CommentPolicy } from "./articles.ts";
import { id, reference, timestamptz } from "./columns.ts";
import { media } from "./media.ts";
import { members } from "./members.ts";
import type { StoryKind } from "./stories.ts";

/** The editable fields of an article. Texts are as typed; the body is sanitized by lib/html. */
export interface DraftContent {
  title: string;
  lead: string;
  /** Empty: generated from the title when the article is published. */
  slug: string;
  bodyHtml: string;
  /** The first is shown on the article. */
  categoryIds: number[];
  /** Names; missing tags are created on publication. */
  tags: string[];
  authorIds: number[];
  leadMediaId: string | null;
  leadCaption: string;
  source: { name: string; title: string; url: string; syndicated: boolean } | null;
  canonicalUrl: string;
  seoTitle: string;
  seoDescription: string;
  /** Absent: as the article has it. */
  commentPolicy?: CommentPolicy;
  /** Minutes of slow mode (0: off); absent: as the article has it. */
  slowModeMinutes?: number;
  /** What the form showed of the discussion when an editor chose the two above. */
  discussionBefore?: Partial<DiscussionState>;
  /** Null: the site's setting. */
  commentsCloseAfterDays: number | null;
  /** Null: in no story. Absent in a content stored before there were stories: as the article has it. */
  story?: DraftStory | null;
}

/** Who may comment on an article, and how often. */
export interface DiscussionState {
  policy: CommentPolicy;
  slowModeMinutes: number;
}

/** The story or series into which an article is put. */
export interface DraftStory {
  /** Null: the story with this title, created if there is none. */
  id: number | null;
  /** Empty if the story has an id. */
  title: string;
  /** The kind of a new story. */
  kind: StoryKind;
  /** The number in a series, among all its articles. Null: where it is, or last. */
  place: number | null;
}

/**
 * The draft of an article: its owner, and the text being edited, apart from the published one. An article without a row was imported
 * and has not been edited.
 */
export const articleDrafts = pgTable(
  "article_drafts",
  {
    articleId: reference()
      .primaryKey()
      .references(() => articles.id, { onDelete: "cascade" }),
    /** The member who created it. A contributor may edit only drafts of their own. */
    ownerId: reference().references(() => members.id, { onDelete: "set null" }),
    /** Null: the draft is equal to the article's row. */
    content: jsonb().$type<DraftContent>(),
    /** Incremented by each save; a save based on another version is refused. */
    version: integer().notNull().default(0),
    savedBy: reference().references(() => members.id, { onDelete: "set null" }),
    savedAt: timestamptz().notNull().defaultNow(),
    /** The key of the page that saved last. Its next save is accepted even if it did not receive the response. */
    lastPageKey: text(),
  },
  (t) => [index("article_drafts_owner_id_idx").on(t.ownerId), index("article_drafts_saved_by_idx").on(t.savedBy)],
);

/** The idempotency key of each created article: a repeated request (a lost response, a second click) finds the first article. */
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

/** Who is editing an article. The open page renews `heartbeatAt`; without heartbeats the lock expires. */
export const articleEditLocks = pgTable(
  "article_edit_locks",
  {
    articleId: reference()
      .primaryKey()
      .references(() => articles.id, { onDelete: "cascade" }),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    /** Identifies one open page: a member with two windows has two keys. */
    key: text().notNull(),
    acquiredAt: timestamptz().notNull().defaultNow(),
    heartbeatAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [index("article_edit_locks_member_id_idx").on(t.memberId)],
);

/** `auto`: saved while typing; `save`: saved by hand; `live`: published; `restore`: an older revision restored. */
export type RevisionKind = "auto" | "save" | "live" | "restore";

/** Earlier versions of an article. Rows are only added; automatic ones are thinned out (features/newsroom/revisions/mutations.ts). */
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

/** Revisions with the text of a refused save that the editor still shows a message about. Dismissing the message deletes the row, not the revision. */
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

/** The pictures of a revision, maintained by a trigger, so that a restored revision still has them. */
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
 * The articles that are not published, maintained by a trigger on `articles`: the few drafts among a million articles are found
 * without another index on the large table.
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
 * The titles of published articles, maintained by a trigger on `articles`, for finding similar ones. The index finds the few titles
 * that share a pair of neighbouring words (`headline_pairs()`), and trigrams compare those. Trigrams alone took a second in a million.
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

/** Why an article could not be published at its time: message keys below `errors`, as in a refusal. */
export interface ScheduleFailure {
  code: string;
  fields?: Record<string, string>;
  /** When publication was tried, ISO 8601. */
  at: string;
}

/**
 * Scheduled publications; the row is the job. The transaction that publishes deletes it, so that nothing is published twice. A row
 * with a `failure` waits for an editor and is not tried again.
 */
export const articleSchedules = pgTable(
  "article_schedules",
  {
    articleId: reference()
      .primaryKey()
      .references(() => articles.id, { onDelete: "cascade" }),
    publishAt: timestamptz().notNull(),
    scheduledBy: reference().references(() => members.id, { onDelete: "set null" }),
    /** For an update of a published article: its kind, and the note for readers. */
    changeKind: text().$type<"correction" | "update" | "typo">().notNull().default("typo"),
    changeNote: text().notNull().default(""),
    /** The reader who reported what it corrects; empty: nobody. */
    changeCredit: text().notNull().default(""),
    failure: jsonb().$type<ScheduleFailure>(),
  },
  (t) => [
    index("article_schedules_due_idx").on(t.publishAt).where(sql`failure is null`),
    index("article_schedules_scheduled_by_idx").on(t.scheduledBy),
    check("article_schedules_change", sql`${t.changeKind} in ('correction', 'update', 'typo')`),
  ],
);

/** The note shown at the address of a withdrawn article. Deleted when the article is published again. */
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

/** Links that show an article's draft to anyone who has them. The signature that makes a link valid is never stored (features/newsroom/preview). */
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
