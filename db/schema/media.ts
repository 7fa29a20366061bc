import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, smallint, text, uniqueIndex } from "drizzle-orm/pg-core";
import { reference, timestamptz, tsvector } from "./columns.ts";
import { members } from "./members.ts";

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

/** The pictures of the newsroom: those of `media` that are nobody's face. What the library lists, finds and recognises. */
export const libraryPictures = pgTable(
  "library_pictures",
  {
    mediaId: text()
      .primaryKey()
      .references(() => media.id, { onDelete: "cascade" }),
    uploaderId: reference().references(() => members.id, { onDelete: "set null" }),
    /** The start of the SHA-256 of the file as it came: the same file again is the same picture. */
    contentHash: text().notNull(),
    /** Whether it has an alternative text; derived from `media.alt` in the same transaction. */
    hasAlt: boolean().notNull().default(false),
    /** Its words and its file's name; derived in the same transaction. */
    search: tsvector().notNull(),
    addedAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("library_pictures_content_unique").on(t.contentHash),
    index("library_pictures_added_idx").on(t.addedAt.desc(), t.mediaId.desc()),
    index("library_pictures_uploader_idx").on(t.uploaderId, t.addedAt.desc(), t.mediaId.desc()),
    index("library_pictures_without_alt_idx").on(t.addedAt.desc(), t.mediaId.desc()).where(sql`not has_alt`),
    index("library_pictures_search_idx").using("gin", t.search),
  ],
);
