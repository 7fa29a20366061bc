import { sql } from "drizzle-orm";
import { boolean, check, integer, pgTable, smallint, text } from "drizzle-orm/pg-core";
import { timestamptz } from "./columns.ts";

/** One picture, re-encoded. The id is derived from its first content, so that the same file twice is one row. */
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
    /** A key of `licences` (features/media/rules.ts), or the licence's own words. */
    licence: text().notNull().default(""),
    /** What a crop keeps in view: percent from the left and from the top. */
    focusX: smallint().notNull().default(50),
    focusY: smallint().notNull().default(50),
    /** Grows when another file takes its place: part of every address, so that those stay immutable. */
    revision: integer().notNull().default(0),
    /** Grows with each change by a person: an edit of an older version is refused. */
    version: integer().notNull().default(1),
    originalName: text().notNull().default(""),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    check("media_id_shape", sql`${t.id} ~ '^[a-f0-9]{24}$'`),
    check("media_size", sql`${t.width} > 0 and ${t.height} > 0`),
  ],
);
