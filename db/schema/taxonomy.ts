import { type AnyPgColumn, index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { id, moment, ref } from "./columns.ts";

export const categories = pgTable(
  "categories",
  {
    id: id(),
    slug: text().notNull().unique(),
    name: text().notNull(),
    description: text().notNull().default(""),
    parentId: ref().references((): AnyPgColumn => categories.id, { onDelete: "set null" }),
    /** Order in the navigation; equal ones by name. */
    position: integer().notNull().default(0),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [index("categories_parent_id_idx").on(t.parentId)],
);

export const tags = pgTable("tags", {
  id: id(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  createdAt: moment().notNull().defaultNow(),
});

/** Other sites that we extract from, with credit. */
export const sources = pgTable("sources", {
  id: id(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  url: text().notNull(),
  createdAt: moment().notNull().defaultNow(),
});
