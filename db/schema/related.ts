import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, primaryKey, real, smallint, text } from "drizzle-orm/pg-core";
import { articles } from "./articles.ts";
import { reference, timestamptz } from "./columns.ts";
import { members } from "./members.ts";

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
  /** An editor pinned it. */
  pinned?: boolean;
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

export const relatedChoiceKinds = ["pin", "exclude"] as const;
export type RelatedChoiceKind = (typeof relatedChoiceKinds)[number];

/** What editors decided for an article: the pinned articles come first, by `position`; an excluded one is never shown. */
export const relatedChoices = pgTable(
  "related_choices",
  {
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    relatedId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "cascade" }),
    kind: text().$type<RelatedChoiceKind>().notNull(),
    /** From 1; null for an exclusion. */
    position: smallint(),
    memberId: reference().references(() => members.id, { onDelete: "set null" }),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    // One decision per pair: an article cannot be pinned and excluded.
    primaryKey({ columns: [t.articleId, t.relatedId] }),
    index("related_choices_related_id_idx").on(t.relatedId),
    index("related_choices_member_id_idx").on(t.memberId),
    check("related_choices_not_self", sql`${t.articleId} <> ${t.relatedId}`),
    check("related_choices_kind", sql`${t.kind} in ('pin', 'exclude')`),
    check("related_choices_position", sql`(${t.kind} = 'pin') = (${t.position} is not null)`),
  ],
);
