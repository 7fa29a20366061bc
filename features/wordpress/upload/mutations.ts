import { and, eq, inArray, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { importRuns } from "#db/schema.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { createImportRun } from "../runs/mutations.ts";
import { findShownImport, listActiveUploads } from "./queries.ts";
import type { UploadOptions } from "./rules.ts";

/** Imports that may wait or run at once: they run one after the other. */
const maxActiveRuns = 5;

interface NewRun {
  /** The file's name on the member's machine. */
  source: string;
  /** Its name in the folder of uploads. */
  file: string;
  bytes: number;
  options: UploadOptions;
  by: number;
}

/** Creates a run of an uploaded export, which the worker starts. Refused with `import.tooMany`. */
export async function createRun(db: Database, { source, file, bytes, options, by }: NewRun): Promise<Result<number>> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('vigie:import runs'))`);
    if ((await listActiveUploads(tx)).length >= maxActiveRuns)
      return refused("import.tooMany", undefined, { max: maxActiveRuns });
    const { dryRun, ...rest } = options;
    return ok(
      await createImportRun(tx, { source, options: { ...rest, file }, dryRun, totalSize: bytes, startedBy: by }),
    );
  });
}

/**
 * Stops a run that waits or runs: what was written stays, and it can continue. The running process sees it with its next
 * progress. Refused with `import.notRunning`.
 */
export async function stopRun(db: Executor, id: number): Promise<Result<undefined>> {
  const stopped = await db
    .update(importRuns)
    .set({ state: "stopped", finishedAt: sql`now()` })
    .where(and(eq(importRuns.id, id), inArray(importRuns.state, ["waiting", "running"])))
    .returning({ id: importRuns.id });
  return stopped.length > 0 ? ok(undefined) : refused("import.notRunning");
}

/** Continues a run that was stopped or failed, at its checkpoint. Refused with `import.notStopped`. */
export async function continueRun(db: Executor, id: number): Promise<Result<number>> {
  const waiting = await db
    .update(importRuns)
    .set({ state: "waiting", finishedAt: null, failure: null })
    .where(
      and(eq(importRuns.id, id), inArray(importRuns.state, ["stopped", "failed"]), sql`${importRuns.options} ? 'file'`),
    )
    .returning({ id: importRuns.id });
  return waiting.length > 0 ? ok(id) : refused("import.notStopped");
}

/** After a dry run, imports the same file with the same options. Refused with `import.gone` if there is none. */
export async function startAfterDryRun(db: Database, id: number, by: number): Promise<Result<number>> {
  const run = await findShownImport(db, id);
  const options = run?.options as { file?: unknown } & Omit<UploadOptions, "dryRun">;
  if (!run?.dryRun || run.state !== "done" || typeof options?.file !== "string") return refused("import.gone");
  const { file, ...rest } = options;
  const { source, totalSize: bytes } = run;
  return createRun(db, { source, file, bytes, by, options: { ...rest, dryRun: false } });
}
