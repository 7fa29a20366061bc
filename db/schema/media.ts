import { sql } from "drizzle-orm";
import { boolean, check, integer, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";

/** One picture, re-encoded. The id is derived from its content, so the same file twice is one row and an address never changes meaning. */
export const media = pgTable(
  "media",
  {
    id: text().primaryKey(),
    /** Format of the kept original: jpeg, png, webp or gif. */
    format: text().notNull(),
    width: integer().notNull(),
    height: integer().notNull(),
    bytes: integer().notNull(),
    animated: boolean().notNull().default(false),
    alt: text().notNull().default(""),
    caption: text().notNull().default(""),
    credit: text().notNull().default(""),
    originalName: text().notNull().default(""),
    createdAt: moment().notNull().defaultNow(),
  },
  (t) => [
    check("media_id_shape", sql`${t.id} ~ '^[a-f0-9]{24}$'`),
    check("media_size", sql`${t.width} > 0 and ${t.height} > 0`),
  ],
);
