import { pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { timestamptz } from "./columns.ts";

/** Imported items: the id in the export, the row here, and a fingerprint of the source, so that a second run changes nothing. */
export const importedItems = pgTable(
  "imported_items",
  {
    blogUrl: text().notNull(),
    kind: text().notNull(),
    foreignId: text().notNull(),
    localId: text().notNull(),
    fingerprint: text().notNull(),
    importedAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.blogUrl, t.kind, t.foreignId] })],
);
