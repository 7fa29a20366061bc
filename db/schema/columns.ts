import { sql } from "drizzle-orm";
import { bigint, customType, timestamp } from "drizzle-orm/pg-core";

/** Primary key: a number that grows, safe as a JavaScript number and short in an address. */
export const id = () => bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity();

/** A reference to an `id()` column; set what a delete does with `.references(…, { onDelete })`. */
export const reference = () => bigint({ mode: "number" });

/** A time with zone, to the millisecond so that a JavaScript Date used as a cursor compares exactly. */
export const timestamptz = () => timestamp({ withTimezone: true, precision: 3, mode: "date" });

export const bytes = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

/** The lexemes of a text, for full-text search. */
export const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

/** A transaction id that never wraps around; as text, because JSON numbers end at 2^53. */
export const xid8 = customType<{ data: string }>({ dataType: () => "xid8" });

/** SQL for the timeline of a primary; an error on a standby. */
export const primaryTimeline = "('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer";

/** The same within a statement of the query builder. */
export const primaryTimelineSql = sql.raw(primaryTimeline);
