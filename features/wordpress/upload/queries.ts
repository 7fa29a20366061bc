import { and, desc, eq, inArray, lt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { ImportState } from "#db/schema/wordpress.ts";
import { importRuns, members } from "#db/schema.ts";

/** An import as the admin area shows it. */
export interface ShownImport {
  id: number;
  source: string;
  blogUrl: string;
  state: ImportState;
  dryRun: boolean;
  doneSize: number;
  totalSize: number;
  options: unknown;
  report: unknown;
  /** Of the command line otherwise: there are no buttons. */
  isFromAdminArea: boolean;
  failure: string | null;
  /** Null: from the command line, or the account was deleted. */
  by: string | null;
  createdAt: Date;
  startedAt: Date | null;
  progressAt: Date | null;
  finishedAt: Date | null;
}

const columns = {
  id: importRuns.id,
  source: importRuns.source,
  blogUrl: importRuns.blogUrl,
  state: importRuns.state,
  dryRun: importRuns.dryRun,
  doneSize: importRuns.doneSize,
  totalSize: importRuns.totalSize,
  failure: importRuns.failure,
  by: members.name,
  createdAt: importRuns.createdAt,
  startedAt: importRuns.startedAt,
  progressAt: importRuns.progressAt,
  finishedAt: importRuns.finishedAt,
};

/** The runs that the worker carries out: those of the command line have neither a file nor an address. */
export const isFromAdminArea = sql`(${importRuns.options} ? 'file' or ${importRuns.options} ? 'address')`;

/** Finds an import with its options and report. */
export async function findShownImport(db: Executor, id: number): Promise<ShownImport | undefined> {
  const [row] = await db
    .select({
      ...columns,
      options: importRuns.options,
      report: importRuns.report,
      isFromAdminArea: sql<boolean>`${isFromAdminArea}`,
    })
    .from(importRuns)
    .leftJoin(members, eq(members.id, importRuns.startedBy))
    .where(eq(importRuns.id, id));
  return row;
}

export type ListedImport = Omit<ShownImport, "options" | "report" | "isFromAdminArea">;

/** Lists imports, newest first, from the one after the id `before` on. One more than `limit` tells that there are others. */
export async function listShownImports(
  db: Executor,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<ListedImport[]> {
  return db
    .select(columns)
    .from(importRuns)
    .leftJoin(members, eq(members.id, importRuns.startedBy))
    .where(before === undefined ? undefined : lt(importRuns.id, before))
    .orderBy(desc(importRuns.id))
    .limit(limit);
}

/** Lists the imports from the admin area that wait or run, oldest first: at most a few. `file` is null for a site. */
export async function listActiveUploads(db: Executor): Promise<{ id: number; file: string | null }[]> {
  return db
    .select({ id: importRuns.id, file: sql<string | null>`${importRuns.options}->>'file'` })
    .from(importRuns)
    .where(and(inArray(importRuns.state, ["waiting", "running"]), isFromAdminArea))
    .orderBy(importRuns.id)
    .limit(100);
}
