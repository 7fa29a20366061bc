import { index, pgTable, smallint } from "drizzle-orm/pg-core";
import { articles } from "./articles.ts";
import { id, reference, timestamptz } from "./columns.ts";
import { members } from "./members.ts";

/** What an editor put at the head of the home page, in its order: the first is the lead story. What is not published is not shown. */
export const homePins = pgTable(
  "home_pins",
  {
    id: id(),
    articleId: reference()
      .notNull()
      .unique("home_pins_article_id_unique")
      .references(() => articles.id, { onDelete: "cascade" }),
    position: smallint().notNull(),
    /** Null: until somebody takes it away. */
    expiresAt: timestamptz(),
    pinnedBy: reference().references(() => members.id, { onDelete: "set null" }),
    pinnedAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [index("home_pins_pinned_by_idx").on(t.pinnedBy)],
);
