import { sql } from "drizzle-orm";
import { type AnyPgColumn, check, doublePrecision, index, pgTable, text } from "drizzle-orm/pg-core";
import { articles } from "./articles.ts";
import { id, reference, timestamptz } from "./columns.ts";

/** `story`: a running subject, the newest article first; `series`: parts in an order of their own. */
export type StoryKind = "story" | "series";

/** Running stories and series of articles. */
export const stories = pgTable(
  "stories",
  {
    id: id(),
    slug: text().notNull().unique(),
    title: text().notNull(),
    /** Plain text, one paragraph. */
    deck: text().notNull().default(""),
    kind: text().$type<StoryKind>().notNull(),
    /** The story that this one was merged into. Kept, because open forms and old revisions still name this one. */
    mergedIntoId: reference().references((): AnyPgColumn => stories.id, { onDelete: "cascade" }),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    index("stories_merged_into_id_idx").on(t.mergedIntoId),
    check("stories_kind", sql`${t.kind} in ('story', 'series')`),
    check("stories_slug_shape", sql`${t.slug} ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(${t.slug}) <= 200`),
    check("stories_merged_elsewhere", sql`${t.mergedIntoId} <> ${t.id}`),
  ],
);

/** The articles of stories; an article is in one at most. `listedAt` as in the other join tables (`articles.ts`). */
export const storyArticles = pgTable(
  "story_articles",
  {
    articleId: reference()
      .primaryKey()
      .references(() => articles.id, { onDelete: "cascade" }),
    storyId: reference()
      .notNull()
      .references(() => stories.id, { onDelete: "cascade" }),
    /** The order of a series. A fraction puts an article between two others without writing their rows. */
    position: doublePrecision().notNull(),
    listedAt: timestamptz(),
  },
  (t) => [
    index("story_articles_listed_idx").on(t.storyId, t.listedAt.desc(), t.articleId.desc()),
    index("story_articles_position_idx").on(t.storyId, t.position, t.articleId),
  ],
);
