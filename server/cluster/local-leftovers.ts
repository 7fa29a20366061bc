import { removeAbandonedUploads } from "#features/media/jobs.ts";
import { log } from "#lib/log/log.ts";
import { removeAbandonedFiles } from "../worker/retention/abandoned-files.ts";

const hourMs = 3_600_000;

/**
 * Removes, each hour, what killed uploads, backups and upgrades left in this node's DATA_DIR: the schedule that does so
 * runs on one node at a time, and on none with WORKER=0. Returns a function that ends it.
 */
export function startRemovingLeftovers(dataDir: string, intervalMs = hourMs): () => void {
  const timer = setInterval(() => {
    removeLeftovers(dataDir).catch((error: unknown) =>
      log.warn(
        { err: error },
        "Files that killed processes left in this node's DATA_DIR could not be removed; retrying.",
      ),
    );
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

async function removeLeftovers(dataDir: string): Promise<void> {
  await removeAbandonedUploads();
  const removed = removeAbandonedFiles(dataDir);
  if (removed.length > 0) log.info({ files: removed }, "Files that killed backups and upgrades left were removed.");
}
