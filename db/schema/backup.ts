import { sql } from "drizzle-orm";
import { bigint, check, index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { id, timestamptz } from "./columns.ts";

/**
 * What a run of `backup_runs` was: a copy on this machine, a copy to BACKUP_TO, a trial restore, or an archive that a
 * person made.
 */
export const backupKinds = ["local", "offsite", "trial", "manual"] as const;

/** Backups and trial restores. A row is changed once, when its run ends. */
export const backupRuns = pgTable(
  "backup_runs",
  {
    id: id(),
    kind: text({ enum: backupKinds }).notNull(),
    startedAt: timestamptz().notNull().defaultNow(),
    /** Null while it runs, and if its process died. */
    finishedAt: timestamptz(),
    /** The size of the archive, without pictures that are stored beside it. */
    bytes: bigint({ mode: "number" }).notNull().default(0),
    /** Pictures in the archive, or stored beside it. */
    pictures: integer().notNull().default(0),
    /** A folder, or `s3://BUCKET/PREFIX`; never a secret. */
    location: text().notNull().default(""),
    /** The name of the archive; empty until it has one. */
    archive: text().notNull().default(""),
    /** Why it failed, in one sentence; null for a success. */
    failure: text(),
  },
  (t) => [
    index("backup_runs_started_idx").on(t.startedAt.desc(), t.id.desc()),
    check("backup_runs_kind", sql`${t.kind} in ('local', 'offsite', 'trial', 'manual')`),
    check("backup_runs_failure_line", sql`${t.failure} <> '' and strpos(${t.failure}, chr(10)) = 0`),
  ],
);
