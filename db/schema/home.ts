import { index, pgTable, smallint } from "drizzle-orm/pg-core";
import { articles } from "./articles.ts";
import { id, reference, timestamptz } from "./columns.ts";
import { members } from "./members.ts";

/** The articles that an editor pinned to the top of the home page, in order; the first is the lead story. Unpublished ones are not shown. */
export const homePins = pgTable(
  "home_pins",
  {
    id: id(),
    articleId: reference()
      .notNull()
      .unique("home_pins_article_id_unique")
      .references(() => articles.id, { onDelete: "cascade" }),
    position: smallint().notNull(),
    /** Null: until an editor removes it. */
    expiresAt: timestamptz(),
    pinnedBy: reference().references(() => members.id, { onDelete: "set null" }),
    pinnedAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [index("home_pins_pinned_by_idx").on(t.pinnedBy)],
);
