import type { Database } from "#db/client.ts";
import { isImportLocked } from "#features/wordpress/import-lock.ts";
import { listActiveUploads } from "#features/wordpress/upload/queries.ts";
import { removeOldUploads, uploadedExportsFolder } from "#features/wordpress/upload/uploaded-files.ts";
import { env } from "#lib/env.ts";
import { runCommand } from "./background-command.ts";

/**
 * Runs the imports of uploaded exports that wait, or that were interrupted, one after the other, each in a process of
 * its own.
 */
export async function runWaitingImports(db: Database, signal: AbortSignal): Promise<string | undefined> {
  let done = 0;
  // A run that did not change stays in the list: it must not be started again at once.
  const started = new Set<number>();
  for (;;) {
    const next = (await listActiveUploads(db)).find(({ id }) => !started.has(id));
    if (!next || signal.aborted || (await isImportLocked(db))) break;
    started.add(next.id);
    if ((await runCommand(["import-run", String(next.id)], signal)) === 0) done += 1;
  }
  return done > 0 ? `${done} imported` : undefined;
}

/** Removes uploaded exports that nobody has used for a week. Returns how many. */
export async function removeUnusedUploads(db: Database): Promise<number> {
  const inUse = new Set((await listActiveUploads(db)).flatMap(({ file }) => file ?? []));
  return removeOldUploads(uploadedExportsFolder(env().DATA_DIR), inUse);
}
