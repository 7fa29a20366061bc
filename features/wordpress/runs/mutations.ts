import { and, eq, inArray, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { importRuns } from "#db/schema.ts";
import type { ImportReport } from "../report.ts";
import type { RunCheckpoint } from "./import-parts.ts";
import type { ImportRun, RunStep } from "./queries.ts";

interface NewImportRun {
  /** Name of the file without its folders. */
  source: string;
  /** `hashImportSource`; "" until the file is there. */
  sourceHash?: string;
  options?: Record<string, unknown>;
  totalSize?: number;
  dryRun?: boolean;
  /** Null: from the command line. */
  startedBy?: number | null;
}

/** Records a run that waits. Returns its id. */
export async function createImportRun(db: Executor, run: NewImportRun): Promise<number> {
  const [row] = await db.insert(importRuns).values(run).returning({ id: importRuns.id });
  if (!row) throw new Error("The run was not recorded.");
  return row.id;
}

/** Records what a run reads. */
export async function recordImportSource(
  db: Executor,
  id: number,
  source: { sourceHash: string; totalSize: number },
): Promise<void> {
  await db
    .update(importRuns)
    .set({ ...source, doneSize: 0 })
    .where(eq(importRuns.id, id));
}

/**
 * Marks a run as running. One of the admin area that was stopped meanwhile stays so (`from`: the states that may run).
 * Returns whether it runs.
 */
export async function markImportRunning(
  db: Executor,
  id: number,
  from: ImportRun["state"][] = ["waiting", "running"],
): Promise<boolean> {
  const running = await db
    .update(importRuns)
    .set({
      state: "running",
      failure: null,
      finishedAt: null,
      startedAt: sql`coalesce(${importRuns.startedAt}, now())`,
      progressAt: sql`now()`,
    })
    .where(and(eq(importRuns.id, id), inArray(importRuns.state, from)))
    .returning({ id: importRuns.id });
  return running.length > 0;
}

/** Lets a run continue what another one began, which cannot be continued any more. */
export async function moveCheckpoint(
  db: Database,
  id: number,
  { id: from, checkpoint, startedAt }: Pick<ImportRun, "id" | "checkpoint" | "startedAt">,
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.update(importRuns).set({ checkpoint, startedAt }).where(eq(importRuns.id, id));
    await tx
      .update(importRuns)
      .set({ checkpoint: null, state: "stopped", finishedAt: sql`coalesce(${importRuns.finishedAt}, now())` })
      .where(eq(importRuns.id, from));
  });
}

/** Saves where a run would continue; in the transaction of the batch that brought it there. */
export async function saveImportCheckpoint(
  tx: Executor,
  id: number,
  checkpoint: RunCheckpoint,
  blogUrl: string,
): Promise<void> {
  await tx
    .update(importRuns)
    .set({ checkpoint: toJsonb(checkpoint), blogUrl, progressAt: sql`now()` })
    .where(eq(importRuns.id, id));
}

/** Saves what a run does at present, and how much (bytes) of its file is done. */
export async function saveImportProgress(
  db: Executor,
  id: number,
  { stage, doneSize }: { stage?: RunStep | undefined; doneSize?: number },
): Promise<void> {
  const options = stage && sql`${importRuns.options} || ${JSON.stringify({ stage })}::jsonb`;
  await db
    .update(importRuns)
    .set({ ...(options && { options }), ...(doneSize !== undefined && { doneSize }), progressAt: sql`now()` })
    .where(eq(importRuns.id, id));
}

export async function finishImportRun(db: Executor, id: number, report: ImportReport): Promise<void> {
  await db
    .update(importRuns)
    .set({
      state: "done",
      report: toJsonb(report),
      options: sql`${importRuns.options} - 'stage'`,
      blogUrl: report.blog.url,
      checkpoint: null,
      doneSize: sql`${importRuns.totalSize}`,
      progressAt: sql`now()`,
      finishedAt: sql`now()`,
    })
    .where(eq(importRuns.id, id));
}

/**
 * Ends a run that may be continued, unless an administrator has stopped it, or even resumed it since: that decision
 * stays. `failure` is from `storeFailure`; a run that was stopped has none, and one that waits continues by itself.
 */
export async function interruptImportRun(
  db: Executor,
  id: number,
  end: { state: "failed"; failure: string } | { state: "stopped" | "waiting" },
): Promise<void> {
  await db
    .update(importRuns)
    .set({
      ...end,
      options: sql`${importRuns.options} - 'stage'`,
      finishedAt: end.state === "waiting" ? null : sql`now()`,
    })
    .where(and(eq(importRuns.id, id), eq(importRuns.state, "running")));
}

/** PostgreSQL's jsonb takes neither NUL nor halves of surrogate pairs, which old addresses and cut titles may have. */
function toJsonb<T>(value: T): T {
  const clean = (_: string, part: unknown) =>
    typeof part === "string" ? part.replaceAll("\0", "").toWellFormed() : part;
  return JSON.parse(JSON.stringify(value, clean)) as T;
}
