import { and, desc, eq, gt, inArray, isNotNull, ne, notExists } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Executor } from "#db/client.ts";
import { importRuns } from "#db/schema.ts";
import type { ImportStep } from "../import.ts";

export type ImportRun = typeof importRuns.$inferSelect;

/** What a run does at present. */
export interface RunStep extends Omit<ImportStep, "name"> {
  /** Before the import itself the public parts of a live site may be read: `done` and `total` count items. */
  name: "fetching" | ImportStep["name"];
  /** The number of the export in an archive of several, and how many there are. */
  part?: number;
  parts?: number;
}

/** Reads from a run's options what it does at present. */
export function readRunStep(options: unknown): RunStep | undefined {
  return (options as { stage?: RunStep } | null)?.stage;
}

export async function findImportRun(db: Executor, id: number): Promise<ImportRun | undefined> {
  const [run] = await db.select().from(importRuns).where(eq(importRuns.id, id));
  return run;
}

/**
 * Finds the run of the same file with the same options that was interrupted, if nothing of its blog was imported since:
 * otherwise what it wrote may have changed.
 */
export async function findInterruptedRun(db: Executor, sourceHash: string): Promise<ImportRun | undefined> {
  const later = alias(importRuns, "later");
  const [latest] = await db
    .select()
    .from(importRuns)
    .where(
      and(
        eq(importRuns.sourceHash, sourceHash),
        eq(importRuns.dryRun, false),
        inArray(importRuns.state, ["waiting", "running", "failed", "stopped"]),
        isNotNull(importRuns.checkpoint),
        notExists(
          db
            .select({ id: later.id })
            .from(later)
            .where(
              and(
                eq(later.blogUrl, importRuns.blogUrl),
                eq(later.dryRun, false),
                ne(later.id, importRuns.id),
                gt(later.progressAt, importRuns.progressAt),
              ),
            ),
        ),
      ),
    )
    .orderBy(desc(importRuns.id))
    .limit(1);
  return latest;
}
