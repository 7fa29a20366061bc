import { and, eq, inArray, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { importRuns } from "#db/schema.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { createImportRun } from "../runs/mutations.ts";
import { findShownImport, isFromAdminArea, listActiveUploads } from "./queries.ts";
import { type ImportOrigin, maxActiveRuns, type UploadOptions } from "./rules.ts";

interface NewRun {
  /** The file's name on the member's machine, or the site's address. */
  source: string;
  origin: ImportOrigin;
  /** Of the file; 0 for a site. */
  bytes: number;
  options: UploadOptions;
  by: number;
}

/** Creates a run of an uploaded export or of a live site, which the worker starts. Refused with `import.tooMany`. */
export async function createRun(db: Database, { source, origin, bytes, options, by }: NewRun): Promise<Result<number>> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('vigie:import runs'))`);
    if ((await listActiveUploads(tx)).length >= maxActiveRuns)
      return refused("import.tooMany", undefined, { max: maxActiveRuns });
    const { dryRun, ...rest } = options;
    return ok(
      await createImportRun(tx, { source, options: { ...rest, ...origin }, dryRun, totalSize: bytes, startedBy: by }),
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
    .where(and(eq(importRuns.id, id), inArray(importRuns.state, ["stopped", "failed"]), isFromAdminArea))
    .returning({ id: importRuns.id });
  return waiting.length > 0 ? ok(id) : refused("import.notStopped");
}

/** After a dry run, imports the same file or site with the same options. Refused with `import.gone` if there is none. */
export async function startAfterDryRun(db: Database, id: number, by: number): Promise<Result<number>> {
  const run = await findShownImport(db, id);
  const options = run?.options as { file?: unknown; address?: unknown } & UploadOptions;
  if (!run?.dryRun || run.state !== "done") return refused("import.gone");
  const { file, address, timezone, ratingsMax, fetchImages } = options;
  const chosen = { timezone, ratingsMax, fetchImages, dryRun: false };
  const { source, totalSize: bytes } = run;
  if (typeof address === "string") return createRun(db, { source, origin: { address }, bytes: 0, by, options: chosen });
  if (typeof file !== "string") return refused("import.gone");
  return createRun(db, { source, origin: { file }, bytes, by, options: chosen });
}
