import { sql } from "drizzle-orm";
import { boolean, customType, index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { reference, timestamptz } from "./columns.ts";
import { media } from "./media.ts";
import { members } from "./members.ts";

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

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
