import { type SQL, sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  numeric,
  pgEnum,
  pgTable,
  primaryKey,
  smallint,
  text,
} from "drizzle-orm/pg-core";
import { id, reference, timestamptz, tsvector } from "./columns.ts";
import { media } from "./media.ts";
import { authors, categories, sources, tags } from "./taxonomy.ts";

/** `page`: the row only holds the discussion of a page (`site_pages.discussion_id`); no list of articles has it. */
export const articleStatus = pgEnum("article_status", ["draft", "scheduled", "published", "withdrawn", "page"]);
export type ArticleStatus = Exclude<(typeof articleStatus.enumValues)[number], "page">;

export const commentPolicy = pgEnum("comment_policy", ["open", "premoderated", "closed"]);
export type CommentPolicy = (typeof commentPolicy.enumValues)[number];

export const articles = pgTable(
  "articles",
  {
    id: id(),
    /** That of a discussion is the page's path: `pages/SLUG`. */
    slug: text().notNull().unique(),
    /** Typed without `page`: only queries about the discussions of pages read those rows, and all others exclude them. */
    status: articleStatus().$type<ArticleStatus>().notNull().default("draft"),
    title: text().notNull(),
    /** Plain text, one paragraph. */
    lead: text().notNull().default(""),
    /** Allowlisted HTML as lib/html makes it; never anything else. */
    bodyHtml: text().notNull().default(""),
    /** The same without markup: search, similarity, reading time. */
    bodyText: text().notNull().default(""),
    wordCount: integer().notNull().default(0),
    leadMediaId: text().references(() => media.id, { onDelete: "set null" }),
    leadCaption: text().notNull().default(""),
    /** The source of an extract. All three columns are set, or none (see the check). */
    sourceId: reference().references(() => sources.id, { onDelete: "restrict" }),
    sourceTitle: text(),
    sourceUrl: text(),
    /** An extract of another site: credited, and kept out of search engines. */
    syndicated: boolean().notNull().default(false),
    /** The address of the first publication; empty: this site. */
    canonicalUrl: text().notNull().default(""),
    /** Title and description for search engines and link previews; empty: the article's title and lead. */
    seoTitle: text().notNull().default(""),
    seoDescription: text().notNull().default(""),
    commentPolicy: commentPolicy().notNull().default("open"),
    /** Days after publication; null: the site's setting, 0: never. */
    commentsCloseAfterDays: integer(),
    /** Slow mode: minutes that a reader waits between two comments on this article; 0: off. */
    slowModeMinutes: smallint().notNull().default(0),
    /** Incremented by each decision about the thread. */
    threadVersion: integer().notNull().default(0),
    /** Derived from visible comments, in the same transaction. */
    commentCount: integer().notNull().default(0),
    /** Derived from `ratings`, in the same transaction. */
    ratingCount: integer().notNull().default(0),
    ratingSum: integer().notNull().default(0),
    /** Totals from an import, kept apart from the votes cast on this site. */
    legacyRatingCount: integer().notNull().default(0),
    legacyRatingSum: numeric({ precision: 14, scale: 2, mode: "number" }).notNull().default(0),
    publishedAt: timestamptz(),
    /** The last change that a reader can see. */
    updatedAt: timestamptz().notNull().defaultNow(),
    /** The last change by a member of this site. An import never overwrites an article that has one. */
    editedAt: timestamptz(),
    createdAt: timestamptz().notNull().defaultNow(),
    search: tsvector().generatedAlwaysAs(
      (): SQL =>
        sql`setweight(to_tsvector('fr'::regconfig, coalesce(title, '')), 'A') || setweight(to_tsvector('fr'::regconfig, coalesce(lead, '')), 'B') || setweight(to_tsvector('fr'::regconfig, left(coalesce(body_text, ''), 200000)), 'C')`,
    ),
  },
  (t) => [
    index("articles_published_at_idx").on(t.publishedAt.desc(), t.id.desc()).where(sql`status = 'published'`),
    index("articles_search_idx").using("gin", t.search),
    index("articles_source_id_idx").on(t.sourceId, t.publishedAt.desc(), t.id.desc()),
    index("articles_lead_media_id_idx").on(t.leadMediaId),
    check("articles_slug_shape", sql`${t.slug} ~ '^(pages/)?[a-z0-9]+(-[a-z0-9]+)*$' and length(${t.slug}) <= 200`),
    check("articles_published_has_date", sql`${t.status} <> 'published' or ${t.publishedAt} is not null`),
    check("articles_source_complete", sql`(${t.sourceId} is null) = (${t.sourceUrl} is null)`),
    check("articles_slow_mode_minutes", sql`${t.slowModeMinutes} between 0 and 1440`),
    check("articles_syndicated_has_source", sql`not ${t.syndicated} or ${t.sourceId} is not null`),
    check(
      "articles_counts",
      sql`${t.commentCount} >= 0 and ${t.ratingCount} >= 0 and ${t.ratingSum} between ${t.ratingCount} and 5 * ${t.ratingCount} and ${t.legacyRatingCount} >= 0 and ${t.legacyRatingSum} between 0 and 5 * ${t.legacyRatingCount}`,
    ),
  ],
);

/**
 * The three join tables carry `listedAt`: the article's `publishedAt` while it is published, else null. So a list page of a
 * large category reads one range of one index. Set with the article's status in the same transaction; `vigie check` finds drift.
 */
export const articleCategories = pgTable(
  "article_categories",
  {
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    categoryId: reference()
      .notNull()
      .references(() => categories.id, { onDelete: "cascade" }),
    /** 0 is the category shown on the article. */
    position: smallint().notNull().default(0),
    listedAt: timestamptz(),
  },
  (t) => [
    primaryKey({ columns: [t.articleId, t.categoryId] }),
    index("article_categories_listed_idx").on(t.categoryId, t.listedAt.desc(), t.articleId.desc()),
  ],
);

export const articleTags = pgTable(
  "article_tags",
  {
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    tagId: reference()
      .notNull()
      .references(() => tags.id, { onDelete: "cascade" }),
    position: smallint().notNull().default(0),
    listedAt: timestamptz(),
  },
  (t) => [
    primaryKey({ columns: [t.articleId, t.tagId] }),
    index("article_tags_listed_idx").on(t.tagId, t.listedAt.desc(), t.articleId.desc()),
  ],
);

export const articleAuthors = pgTable(
  "article_authors",
  {
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    authorId: reference()
      .notNull()
      .references(() => authors.id, { onDelete: "cascade" }),
    position: smallint().notNull().default(0),
    listedAt: timestamptz(),
  },
  (t) => [
    primaryKey({ columns: [t.articleId, t.authorId] }),
    index("article_authors_listed_idx").on(t.authorId, t.listedAt.desc(), t.articleId.desc()),
  ],
);

/** Pictures used inside bodies, so that the library can show where a picture is used. */
export const articleMedia = pgTable(
  "article_media",
  {
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    mediaId: text()
      .notNull()
      .references(() => media.id, { onDelete: "restrict" }),
  },
  (t) => [primaryKey({ columns: [t.articleId, t.mediaId] }), index("article_media_media_id_idx").on(t.mediaId)],
);
