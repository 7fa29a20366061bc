import { sql } from "drizzle-orm";
import { check, index, pgTable, text } from "drizzle-orm/pg-core";
import { articles } from "./articles.ts";
import { id, reference, timestamptz } from "./columns.ts";

/**
 * Corrections of and updates to published articles. Append-only: the database refuses changes. An article with a correction cannot
 * be deleted. `memberId` has no foreign key, so that the deletion of an account changes no row.
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
    /** The editor's description of the change, plain text. */
    note: text().notNull(),
    memberId: reference(),
    /** The reader who reported the error, by the name under which they want to be thanked; empty: nobody. */
    credit: text().notNull().default(""),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    index("corrections_article_id_idx").on(t.articleId, t.id),
    index("corrections_created_at_idx").on(t.createdAt, t.id),
    index("corrections_note_words_idx").using("gin", sql`to_tsvector('public.fr'::regconfig, ${t.note})`),
    check("corrections_kind", sql`${t.kind} in ('correction', 'update')`),
    check("corrections_note", sql`length(${t.note}) between 1 and 5000`),
  ],
);
