import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, jsonb, pgEnum, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { id, reference, timestamptz } from "./columns.ts";
import { members } from "./members.ts";

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

export const importState = pgEnum("import_state", ["waiting", "running", "done", "failed", "stopped"]);
export type ImportState = (typeof importState.enumValues)[number];

/** Imports, finished or not. One that was interrupted continues at its checkpoint. */
export const importRuns = pgTable(
  "import_runs",
  {
    id: id(),
    /** Of the export's blog; empty until its first lines are read. */
    blogUrl: text().notNull().default(""),
    /** Name of the file without its folders, or the address of the site that is read by REST. */
    source: text().notNull(),
    /** Identifies the file's content and the options: the same pair continues a run, or changes nothing. */
    sourceHash: text().notNull().default(""),
    options: jsonb().notNull().default({}),
    state: importState().notNull().default("waiting"),
    dryRun: boolean().notNull().default(false),
    /** Bytes of the source, or items of a site. */
    doneSize: bigint({ mode: "number" }).notNull().default(0),
    totalSize: bigint({ mode: "number" }).notNull().default(0),
    /** Where to continue (`RunCheckpoint`); null before the first batch and after the end. */
    checkpoint: jsonb(),
    /** The report so far, complete when `state` is `done`. */
    report: jsonb(),
    /** Why it failed: a reason as JSON (`storeFailure`), or an English line of an unexpected one. */
    failure: text(),
    /** Null: from the command line, or the account was deleted. */
    startedBy: reference().references(() => members.id, { onDelete: "set null" }),
    createdAt: timestamptz().notNull().defaultNow(),
    startedAt: timestamptz(),
    /** The last progress; a running import that shows none for minutes was interrupted. */
    progressAt: timestamptz(),
    finishedAt: timestamptz(),
  },
  (t) => [
    index("import_runs_created_at_idx").on(t.createdAt.desc(), t.id.desc()),
    index("import_runs_source_hash_idx").on(t.sourceHash),
    index("import_runs_started_by_idx").on(t.startedBy),
    check("import_runs_finished", sql`(${t.state} in ('done', 'failed', 'stopped')) = (${t.finishedAt} is not null)`),
  ],
);
