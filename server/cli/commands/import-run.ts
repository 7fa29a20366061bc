import { rm } from "node:fs/promises";
import type { Command } from "commander";
import { eq, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { importRuns } from "#db/schema.ts";
import { describeImportFailure, withImportLock } from "#features/wordpress/import-lock.ts";
import { ImportFailure, storeFailure } from "#features/wordpress/import-reason.ts";
import { readLiveSite } from "#features/wordpress/live-site/read-site.ts";
import type { SiteReading } from "#features/wordpress/live-site/site-report.ts";
import { readHosts } from "#features/wordpress/pictures/picture-fetcher.ts";
import { interruptImportRun, markImportRunning, saveImportProgress } from "#features/wordpress/runs/mutations.ts";
import { findImportRun, type ImportRun, type RunStep } from "#features/wordpress/runs/queries.ts";
import { startProgress } from "#features/wordpress/runs/run-import.ts";
import { findUploadedExport, uploadedExportsFolder } from "#features/wordpress/upload/uploaded-files.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { refused } from "#lib/result.ts";
import { importIntoSite } from "../import-into-site.ts";
import { withDatabase } from "../run-command.ts";

/** How often the process of a run may crash, for example for lack of memory, before the run fails. */
const maxCrashes = 5;

/** How often a run checks whether an administrator stopped it (ms). */
const stopPollMs = 2_000;

export function register(program: Command): void {
  program
    .command("import-run")
    .argument("<id>", "the number of the import, as in /admin/import/ID")
    .description("run or resume an import that was started in the admin area; the site does this by itself")
    .action(async (id: string) => {
      if (!/^[1-9]\d{0,14}$/.test(id)) throw new OperatorError(`${id} is not the number of an import.`);
      await withDatabase(({ db, url, env, signal }) =>
        withImportLock(url, () => runQueuedImport(db, Number(id), env.DATA_DIR, signal)),
      );
    });
}

interface Source {
  path: string;
  /** Of a live site. */
  site?: { reading: SiteReading; timezone: string };
}

async function runQueuedImport(db: Database, id: number, dataDir: string, signal: AbortSignal): Promise<void> {
  const run = await findImportRun(db, id);
  if (!run || (run.state !== "waiting" && run.state !== "running"))
    throw new OperatorError(`Import ${id} is not waiting to be run.`);
  const { file, address, timezone, ratingsMax, fetchImages } = run.options as Record<string, unknown>;
  const upload = findUploadedExport(uploadedExportsFolder(dataDir), file);
  if (!upload && typeof address !== "string")
    throw new OperatorError(`Import ${id} was not started in the admin area.`);
  if (await failAfterCrashes(db, run)) return;
  if (!(await markImportRunning(db, id))) return;
  const stopped = watchForStop(db, id);
  const either = AbortSignal.any([signal, stopped.signal]);
  try {
    const { path, site }: Source = upload
      ? { path: upload }
      : await readSite(db, run, String(address), dataDir, either);
    await importIntoSite(
      db,
      dataDir,
      {
        file: path,
        ratingsMax: Number(ratingsMax),
        timezone: typeof timezone === "string" && timezone !== "" ? timezone : site?.timezone || undefined,
        fetchImages: fetchImages ? { hosts: readHosts("") } : undefined,
        dryRun: run.dryRun,
        signal: either,
      },
      { runId: id, startedBy: run.startedBy, reading: site?.reading },
    );
    if (upload && !run.dryRun) await rm(upload, { force: true });
  } catch (error) {
    if (signal.aborted || stopped.signal.aborted) return;
    throw error;
  } finally {
    stopped.end();
  }
}

/** A run whose process crashed is still "running". After too many crashes it fails. */
async function failAfterCrashes(db: Database, run: ImportRun): Promise<boolean> {
  const options = run.options as { crashes?: unknown };
  const crashes = run.state === "running" ? Number(options.crashes ?? 0) + 1 : 0;
  await db
    .update(importRuns)
    .set({ options: { ...options, crashes } })
    .where(eq(importRuns.id, run.id));
  if (crashes <= maxCrashes) return false;
  const failure = storeFailure(new ImportFailure(refused("import.crashed", undefined, { count: crashes })));
  await interruptImportRun(db, run.id, { state: "failed", failure });
  return true;
}

/** Reads a live site; its failure is the run's. */
async function readSite(
  db: Database,
  { id }: ImportRun,
  address: string,
  dataDir: string,
  signal: AbortSignal,
): Promise<Source> {
  let stage: RunStep = { name: "fetching", done: 0, total: 0 };
  const progress = startProgress(() => saveImportProgress(db, id, { stage }));
  progress.note();
  try {
    const { file, ...site } = await readLiveSite(address, {
      folder: uploadedExportsFolder(dataDir),
      signal,
      onProgress: (done, total) => {
        stage = { name: "fetching", done, total };
        progress.note();
      },
    });
    await progress.end();
    return { path: file, site };
  } catch (error) {
    // A late write of the progress would follow the end.
    await progress.end();
    const failure = storeFailure(describeImportFailure(error));
    await interruptImportRun(db, id, signal.aborted ? { state: "waiting" } : { state: "failed", failure });
    throw error;
  }
}

/** Watches whether an administrator stops the run. If it was resumed before this was seen, it just goes on. */
function watchForStop(db: Database, id: number): { signal: AbortSignal; end(): void } {
  const stop = new AbortController();
  const timer = setInterval(async () => {
    if (stop.signal.aborted) return;
    await markImportRunning(db, id, ["waiting"]).catch(() => {});
    const rows = await db
      .select({ state: sql<string>`${importRuns.state}` })
      .from(importRuns)
      .where(eq(importRuns.id, id))
      .catch(() => []);
    if (rows[0]?.state === "stopped") stop.abort();
  }, stopPollMs);
  return { signal: stop.signal, end: () => clearInterval(timer) };
}
