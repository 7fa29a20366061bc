import type { Database } from "#db/client.ts";
import { storeImage } from "#features/media/mutations.ts";
import { findMedia } from "#features/media/queries.ts";
import { recordActivity } from "#features/members/activity-log/mutations.ts";
import type { ImportOptions } from "#features/wordpress/import.ts";
import type { ImportReport } from "#features/wordpress/report.ts";
import { type ImportRunOptions, runImport } from "#features/wordpress/runs/run-import.ts";
import { uploadedExportsFolder } from "#features/wordpress/upload/uploaded-files.ts";
import { mediaStorage } from "#lib/storage/media-storage.ts";
import { openImportThreads } from "#server/process/import-threads.ts";
import { loadSecrets } from "#server/process/secrets.ts";

type SiteOptions = Omit<
  ImportOptions,
  "store" | "sizeOf" | "pictureAddress" | "pool" | "resume" | "saveCheckpoint" | "onStage"
>;

/**
 * Runs an import with the site's pictures, secrets and threads, and records it in the log of activities. Call it under
 * the import lock.
 */
export async function importIntoSite(
  db: Database,
  dataDir: string,
  options: SiteOptions,
  run: ImportRunOptions,
): Promise<ImportReport> {
  // The key of the addresses of comments' authors.
  loadSecrets(dataDir);
  const pool = openImportThreads();
  try {
    const report = await runImport(
      db,
      {
        ...options,
        unpackFolder: uploadedExportsFolder(dataDir),
        store: (tx, upload) =>
          storeImage(tx, upload, options.dryRun ? { ...mediaStorage(), put: async () => {} } : undefined),
        sizeOf: findMedia,
        pictureAddress: ({ id }) => `/media/${id}`,
        pool,
      },
      run,
    );
    const detail = { articles: report.articles.new + report.articles.changed, comments: report.comments.new };
    if (!report.dryRun && detail.articles + detail.comments > 0)
      await recordActivity(db, { kind: "imported", actorId: run.startedBy ?? null, detail });
    return report;
  } finally {
    await pool.close();
  }
}
