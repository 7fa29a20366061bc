import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { articles } from "./articles.ts";
import { reference, timestamptz, tsvector } from "./columns.ts";
import { comments } from "./comments.ts";

/**
 * The search index of published articles, written by the database itself (drizzle/functions/search.sql). `facets` are
 * lexemes of the filters: `c:ID` (category), `t:ID` (tag), `a:ID` (author), `s:ID` (source), `m:YYYY-MM` (month of
 * publication, UTC). The months let a query read the newest matches first.
 */
export const searchArticles = pgTable(
  "search_articles",
  {
    articleId: reference()
      .primaryKey()
      .references(() => articles.id, { onDelete: "cascade" }),
    listedAt: timestamptz().notNull(),
    /** Title (weight A) and lead (weight B): small, so that thousands of matches can be ranked. */
    head: tsvector().notNull(),
    /** Title, lead and body (weight C): stemmed as English where the text is English, else as French. */
    words: tsvector().notNull(),
    facets: text().array().notNull(),
  },
  (t) => [
    // Without a list of pending entries, which every query would have to read through.
    index("search_articles_words_idx").using("gin", t.words, t.facets).with({ fastupdate: false }),
    index("search_articles_listed_at_idx").on(t.listedAt.desc(), t.articleId.desc()),
  ],
);

/** The search index of visible comments. `facets`: `p:ID` (the member), `m:YYYY-MM`. */
export const searchComments = pgTable(
  "search_comments",
  {
    commentId: reference()
      .primaryKey()
      .references(() => comments.id, { onDelete: "cascade" }),
    articleId: reference().notNull(),
    listedAt: timestamptz().notNull(),
    words: tsvector().notNull(),
    facets: text().array().notNull(),
  },
  (t) => [
    index("search_comments_words_idx").using("gin", t.words, t.facets).with({ fastupdate: false }),
    index("search_comments_article_id_idx").on(t.articleId),
    index("search_comments_listed_at_idx").on(t.listedAt.desc(), t.commentId.desc()),
  ],
);

/**
 * Which articles a transaction changed: its triggers note them, and write the index once for each at the commit. The
 * rows stay until the worker has added the articles' words to `search_terms`.
 */
export const searchChanges = pgTable(
  "search_changes",
  {
    transactionId: bigint({ mode: "number" }).notNull(),
    articleId: reference().notNull(),
    /** The article was not in the index before. */
    isNew: boolean().notNull().default(false),
    /** The index has been written: the trigger of one row also indexes up to 99 other articles of its transaction. */
    isIndexed: boolean().notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.transactionId, t.articleId] })],
);

/** How far the worker is with what it has to go through: one row for each part, none before its first run. */
export const searchProgress = pgTable("search_progress", {
  /** `articles`, `comments`, `terms`; `related-words` and `related-selections` after an upgrade. */
  part: text().primaryKey(),
  /** Rows done, of about `total`. */
  done: integer().notNull().default(0),
  total: integer().notNull(),
  /** The last row that was done; the next ones are older. */
  lastAt: timestamptz(),
  lastId: reference(),
  startedAt: timestamptz().notNull().defaultNow(),
  finishedAt: timestamptz(),
});

/** The words of published articles, for suggestions and spelling. Counts are approximate: the worker refreshes them. */
export const searchTerms = pgTable(
  "search_terms",
  {
    /** Lower case, without accents. */
    word: text().primaryKey(),
    /** The most frequent spelling, with accents, in lower case. */
    spelling: text().notNull(),
    /** As the French dictionary stems it. */
    stem: text().notNull(),
    /** The number of published articles with the word. */
    articleCount: integer().notNull(),
    /** How many articles of one batch had this spelling, at most: the most frequent one stays. */
    spellingCount: integer().notNull().default(0),
    /** The next `articleCount`, while all articles are counted again. */
    counted: integer().notNull().default(0),
  },
  (t) => [
    index("search_terms_word_trgm_idx").using("gin", sql`${t.word} gin_trgm_ops`),
    index("search_terms_prefix_idx").on(sql`${t.word} text_pattern_ops`),
    index("search_terms_stem_idx").on(t.stem),
    check("search_terms_word_short", sql`length(${t.word}) between 2 and 40`),
  ],
);
