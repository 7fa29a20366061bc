import { sql } from "drizzle-orm";
import { check, index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { articles } from "./articles.ts";
import { id, reference, timestamptz } from "./columns.ts";
import { members } from "./members.ts";

/** Pages that administrators add to the built-in ones, at `/pages/SLUG`. A page that was never published is a draft. */
export const sitePages = pgTable(
  "site_pages",
  {
    id: id(),
    slug: text().notNull().unique(),
    title: text().notNull(),
    /** Markdown. */
    body: text().notNull(),
    /** Title and description for search engines and link previews; empty: the page's title, no description. */
    seoTitle: text().notNull().default(""),
    seoDescription: text().notNull().default(""),
    /** The article row (status `page`) that holds its comments; null: it has none and takes none. */
    discussionId: reference().references(() => articles.id, { onDelete: "set null" }),
    /** When it was first published. */
    publishedAt: timestamptz(),
    /** Since when its address responds with 410. */
    withdrawnAt: timestamptz(),
    updatedBy: reference().references(() => members.id, { onDelete: "set null" }),
    createdAt: timestamptz().notNull().defaultNow(),
    updatedAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    index("site_pages_updated_by_idx").on(t.updatedBy),
    uniqueIndex("site_pages_discussion_unique").on(t.discussionId),
    check("site_pages_withdrawn", sql`${t.withdrawnAt} is null or ${t.publishedAt} is not null`),
  ],
);
