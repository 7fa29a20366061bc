import { sql } from "drizzle-orm";
import { check, index, pgTable, text } from "drizzle-orm/pg-core";
import { articles } from "./articles.ts";
import { reference, timestamptz } from "./columns.ts";

/** Old addresses of this site. `fromPath` starts with "/" and has no host and no trailing slash; a WordPress id is "/?p=901". */
export const redirects = pgTable(
  "redirects",
  {
    fromPath: text().primaryKey(),
    articleId: reference().references(() => articles.id, { onDelete: "cascade" }),
    toPath: text(),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    index("redirects_article_id_idx").on(t.articleId),
    check("redirects_one_target", sql`(${t.articleId} is null) <> (${t.toPath} is null)`),
    check("redirects_from_shape", sql`${t.fromPath} ~ '^/' and (${t.fromPath} = '/' or ${t.fromPath} !~ '/$')`),
  ],
);
