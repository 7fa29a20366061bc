import { rm } from "node:fs/promises";
import type { Command } from "commander";
import { eq, sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import { importRuns } from "#db/schema.ts";
import { withImportLock } from "#features/wordpress/import-lock.ts";
import { readHosts } from "#features/wordpress/pictures/picture-fetcher.ts";
import { interruptImportRun } from "#features/wordpress/runs/mutations.ts";
import { findImportRun } from "#features/wordpress/runs/queries.ts";
import { continueRun } from "#features/wordpress/upload/mutations.ts";
import { findUploadedExport, uploadedExportsFolder } from "#features/wordpress/upload/uploaded-files.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { importIntoSite } from "../import-into-site.ts";
import { withDatabase } from "../run-command.ts";

/** How often a run may end without a result, as when memory is short, before it is given up. */
const maxDeaths = 5;

/** How often a run looks whether an administrator has stopped it (ms). */
const stopPollMs = 2_000;

export function register(program: Command): void {
  program
    .command("import-run")
    .argument("<id>", "the number of the import, as in /admin/import/ID")
    .description("run or continue the import of an uploaded export; the site does this by itself")
    .action(async (id: string) => {
      if (!/^[1-9]\d{0,14}$/.test(id)) throw new OperatorError(`${id} is not the number of an import.`);
      await withDatabase(({ db, url, env, signal }) =>
        withImportLock(url, () => importUploaded(db, Number(id), env.DATA_DIR, signal)),
      );
    });
}

async function importUploaded(db: Database, id: number, dataDir: string, signal: AbortSignal): Promise<void> {
  const run = await findImportRun(db, id);
  if (!run || (run.state !== "waiting" && run.state !== "running"))
    throw new OperatorError(`Import ${id} does not wait to be run.`);
  const { file, timezone, ratingsMax, fetchImages, deaths: before } = run.options as Record<string, unknown>;
  const path = findUploadedExport(uploadedExportsFolder(dataDir), file);
  if (!path) throw new OperatorError(`Import ${id} is not of an uploaded file.`);
  // A run that died is "running" still: one that ends its process each time is given up.
  const deaths = run.state === "running" ? Number(before ?? 0) + 1 : 0;
  await db
    .update(importRuns)
    .set({ options: { ...Object(run.options), deaths } })
    .where(eq(importRuns.id, id));
  if (deaths > maxDeaths) {
    const failure = `The process of this import ended ${deaths} times before it was done. See the site's log.`;
    await interruptImportRun(db, id, { state: "failed", failure });
    return;
  }
  const stopped = watchForStop(db, id);
  try {
    await importIntoSite(
      db,
      dataDir,
      {
        file: path,
        ratingsMax: Number(ratingsMax),
        timezone: typeof timezone === "string" && timezone !== "" ? timezone : undefined,
        fetchImages: fetchImages ? { hosts: readHosts("") } : undefined,
        dryRun: run.dryRun,
        signal: AbortSignal.any([signal, stopped.signal]),
      },
      { runId: id, startedBy: run.startedBy },
    );
    if (!run.dryRun) await rm(path, { force: true });
  } catch (error) {
    // The site stops or restarts: its next start continues the import.
    if (signal.aborted && !stopped.signal.aborted) await continueRun(db, id);
    if (signal.aborted || stopped.signal.aborted) return;
    throw error;
  } finally {
    stopped.end();
  }
}

/** Watches whether an administrator stops the run. */
function watchForStop(db: Database, id: number): { signal: AbortSignal; end(): void } {
  const stop = new AbortController();
  const timer = setInterval(async () => {
    const rows = await db
      .select({ state: sql<string>`${importRuns.state}` })
      .from(importRuns)
      .where(eq(importRuns.id, id))
      .catch(() => []);
    if (rows[0]?.state === "stopped") stop.abort();
  }, stopPollMs);
  return { signal: stop.signal, end: () => clearInterval(timer) };
}
