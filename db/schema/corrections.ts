import { sql } from "drizzle-orm";
import { check, index, pgTable, text } from "drizzle-orm/pg-core";
import { articles } from "./articles.ts";
import { id, reference, timestamptz } from "./columns.ts";

/**
 * What was put right, or added, in articles that readers had seen: for ever as it was said (the database refuses changes). An article
 * with one stays; `memberId` holds no name and no foreign key, so an account that goes touches nothing.
 */
export const corrections = pgTable(
  "corrections",
  {
    id: id(),
    articleId: reference()
      .notNull()
      .references(() => articles.id, { onDelete: "restrict" }),
    /** `correction`: something was wrong; `update`: something is new. */
    kind: text().$type<"correction" | "update">().notNull(),
    /** What changed, in the editor's words: plain text. */
    note: text().notNull(),
    memberId: reference(),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    index("corrections_article_id_idx").on(t.articleId, t.id),
    index("corrections_created_at_idx").on(t.createdAt, t.id),
    check("corrections_kind", sql`${t.kind} in ('correction', 'update')`),
    check("corrections_note", sql`length(${t.note}) between 1 and 5000`),
  ],
);
