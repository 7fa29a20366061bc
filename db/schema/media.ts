import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, smallint, text, uniqueIndex } from "drizzle-orm/pg-core";
import { reference, timestamptz, tsvector } from "./columns.ts";
import { members } from "./members.ts";

/** One picture, re-encoded. The id is derived from its first content, so that uploading a file twice gives one row. */
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
    /** A key of `licences` (features/media/rules.ts), or free text. */
    licence: text().notNull().default(""),
    /** The focal point: percent from the left and from the top. */
    focusX: smallint().notNull().default(50),
    focusY: smallint().notNull().default(50),
    /** Incremented when the file is replaced. It is part of every address, so that addresses stay immutable. */
    revision: integer().notNull().default(0),
    /** Incremented by each edit; an edit of an older version is refused. */
    version: integer().notNull().default(1),
    originalName: text().notNull().default(""),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    check("media_id_shape", sql`${t.id} ~ '^[a-f0-9]{24}$'`),
    check("media_size", sql`${t.width} > 0 and ${t.height} > 0`),
  ],
);

/** The pictures of the media library: all of `media` but the avatars. */
export const libraryPictures = pgTable(
  "library_pictures",
  {
    mediaId: text()
      .primaryKey()
      .references(() => media.id, { onDelete: "cascade" }),
    uploaderId: reference().references(() => members.id, { onDelete: "set null" }),
    /** The start of the SHA-256 of the uploaded file, by which a second upload of it is recognised. */
    contentHash: text().notNull(),
    /** Whether it has an alternative text; derived from `media.alt` in the same transaction. */
    hasAlt: boolean().notNull().default(false),
    /** The words of its texts and file name; derived in the same transaction. */
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
