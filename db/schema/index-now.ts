import { sql } from "drizzle-orm";
import { check, pgTable, smallint } from "drizzle-orm/pg-core";
import { timestamptz } from "./columns.ts";

/** How far changed addresses were submitted to search engines (IndexNow): one row, made when it is switched on. */
export const indexNowProgress = pgTable(
  "index_now_progress",
  {
    id: smallint().primaryKey().default(1),
    /** Changes up to this moment were submitted. */
    lastChangeAt: timestamptz().notNull(),
    /** No submission before this moment, after a refusal. */
    retryAt: timestamptz(),
    /** Refusals since the last success. */
    failures: smallint().notNull().default(0),
  },
  (t) => [check("index_now_progress_single", sql`${t.id} = 1`)],
);
