import { sql } from "drizzle-orm";
import { type AnyPgColumn, check, index, integer, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import { id, reference, timestamptz } from "./columns.ts";
import { media } from "./media.ts";
import { members } from "./members.ts";

/** Bylines. One may belong to a member; "La rédaction" and imported authors have none. */
export const authors = pgTable(
  "authors",
  {
    id: id(),
    handle: text().notNull().unique(),
    name: text().notNull(),
    biography: text().notNull().default(""),
    memberId: reference().references(() => members.id, { onDelete: "set null" }),
    /** A picture of the library; without one the member's own picture, else initials. */
    portraitMediaId: text().references(() => media.id, { onDelete: "set null" }),
    /** Fediverse account, `@user@host`; empty: the member's. */
    fediverse: text().notNull().default(""),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    index("authors_member_id_idx").on(t.memberId),
    index("authors_portrait_media_id_idx").on(t.portraitMediaId),
    check("authors_handle_shape", sql`${t.handle} ~ '^[a-z0-9]+(-[a-z0-9]+)*$'`),
  ],
);

export const categories = pgTable(
  "categories",
  {
    id: id(),
    slug: text().notNull().unique(),
    name: text().notNull(),
    description: text().notNull().default(""),
    parentId: reference().references((): AnyPgColumn => categories.id, { onDelete: "set null" }),
    /** Order in the navigation; ties are sorted by name. */
    position: integer().notNull().default(0),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [index("categories_parent_id_idx").on(t.parentId)],
);

export const tags = pgTable("tags", {
  id: id(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  createdAt: timestamptz().notNull().defaultNow(),
});

/** Other sites whose articles are excerpted, with credit. */
export const sources = pgTable("sources", {
  id: id(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  url: text().notNull(),
  description: text().notNull().default(""),
  /**
   * The line below its articles, with the placeholders {title} and {source}, which become links; empty: the site's default
   * (i18n `articles.sourceLine`).
   */
  attribution: text().notNull().default(""),
  /** Under which licence or agreement its texts are used, in words. */
  licence: text().notNull().default(""),
  /** Whether the source reserves text and data mining, where it says so, and when that was read. */
  reservation: jsonb().$type<SourceReservation>(),
  createdAt: timestamptz().notNull().defaultNow(),
});

/** A source's own reservation of text and data mining. */
export interface SourceReservation {
  isReserved: boolean;
  /** Where it was found: `robots.txt`, `tdmrep.json`, `header`, `rsl` or `page`; empty if nothing is reserved. */
  foundIn: string;
  /** ISO 8601. */
  checkedAt: string;
  /** The last check could not read the source; the finding before it stays. */
  isUnread?: boolean;
}

/**
 * Merges of categories and tags, kept because drafts and open forms may still contain the ids of merged ones, which are then resolved.
 * While `finishedAt` is null a job moves the articles. No foreign keys: the ids are of two tables, and the merged rows are deleted.
 */
export const taxonomyMerges = pgTable(
  "taxonomy_merges",
  {
    id: id(),
    kind: text().$type<"category" | "tag">().notNull(),
    fromId: reference().notNull(),
    fromName: text().notNull(),
    intoId: reference().notNull(),
    /** The number of articles to move, and the number moved so far. */
    total: integer().notNull(),
    moved: integer().notNull().default(0),
    /** A member's id. */
    startedBy: reference(),
    createdAt: timestamptz().notNull().defaultNow(),
    finishedAt: timestamptz(),
  },
  (t) => [
    unique("taxonomy_merges_from").on(t.kind, t.fromId),
    index("taxonomy_merges_into_idx").on(t.kind, t.intoId),
    check("taxonomy_merges_kind", sql`${t.kind} in ('category', 'tag')`),
    check("taxonomy_merges_not_self", sql`${t.fromId} <> ${t.intoId}`),
  ],
);
