import { jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { timestamptz } from "./columns.ts";

/**
 * What each process measured, in buckets of five minutes (`features/health/samples/`). A process writes only its own
 * rows, so processes never wait for each other. Kept for 31 days.
 */
export const healthSamples = pgTable(
  "health_samples",
  {
    /** The start of the bucket. */
    bucketAt: timestamptz().notNull(),
    /** The process: another one after each restart. */
    instance: text().notNull(),
    sample: jsonb().notNull(),
  },
  (t) => [primaryKey({ columns: [t.bucketAt, t.instance] })],
);
