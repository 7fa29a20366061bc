import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, primaryKey, real, smallint, text } from "drizzle-orm/pg-core";
import { articles } from "./articles.ts";
import { reference, timestamptz } from "./columns.ts";

/**
 * The keywords of an article: at most `maxKeywords` (features/related/rules.ts) stems with their weights. The selection of related
 * articles uses them like tags. `listedAt` is set as in the join tables, so that recent articles with a word are one index range.
 */
export const articleKeywords = pgTable(
  "article_keywords",
  {
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    word: text().notNull(),
    /** The squares of an article's weights sum to 1. */
    weight: real().notNull(),
    listedAt: timestamptz(),
  },
  (t) => [
    primaryKey({ columns: [t.articleId, t.word] }),
    index("article_keywords_listed_idx").on(t.word, t.listedAt.desc(), t.articleId.desc()),
    check("article_keywords_weight", sql`${t.weight} > 0 and ${t.weight} <= 1.0001`),
  ],
);

/** Why an article is in a selection: names of shared tags (rarest first), a shared category, shared stems (heaviest first). */
export interface RelatedReasons {
  tags?: string[];
  category?: boolean;
  words?: string[];
}

/** The stored selection of related articles: rank 1 is shown first; `reasons` explains the choice (shared tags, category, words). */
export const relatedArticles = pgTable(
  "related_articles",
  {
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    relatedId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    rank: smallint().notNull(),
    score: real().notNull(),
    reasons: jsonb().$type<RelatedReasons>().notNull().default({}),
  },
  (t) => [
    primaryKey({ columns: [t.articleId, t.relatedId] }),
    index("related_articles_related_id_idx").on(t.relatedId),
    check("related_articles_not_self", sql`${t.articleId} <> ${t.relatedId}`),
  ],
);
