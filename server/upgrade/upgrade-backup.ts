import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Database } from "#db/client.ts";
import { archiveName } from "#features/backup/archive/archive-name.ts";
import { createArchive } from "#features/backup/archive/create-archive.ts";
import { environmentKeys, isEncrypting } from "#features/backup/encryption/encryption.ts";
import { finishBackupRun, startBackupRun } from "#features/backup/mutations.ts";
import { withRunLock } from "#features/backup/nightly/run-lock.ts";
import { deleteUpgradeBackups } from "#features/backup/nightly/upgrade-backups.ts";
import type { Env } from "#lib/env.ts";
import { sayError } from "#lib/operator-error.ts";
import { mediaStorage } from "#lib/storage/media-storage.ts";
import { removeAbandonedParts, writeArchiveFile } from "../backup/archive-file.ts";

/**
 * Makes a backup before an upgrade, in DATA_DIR/backups: all rows, and a list of the pictures, which an upgrade does not
 * change. The file has its final name when it is complete. Returns its path.
 */
export async function backUpBeforeUpgrade(
  db: Database,
  env: Env,
  options: { url: string; signal: AbortSignal },
): Promise<{ file: string; bytes: number }> {
  const keys = environmentKeys(env);
  const folder = path.resolve(env.DATA_DIR, "backups");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Of an upgrade that was killed.
  removeAbandonedParts(folder);
  const name = archiveName(new Date(), isEncrypting(keys));
  const file = path.join(folder, name);
  // The table is missing before the migration that makes it.
  const run = await startBackupRun(db, { kind: "manual", location: folder, archive: name }).catch(() => undefined);
  const finish = (end: Parameters<typeof finishBackupRun>[2]) =>
    run === undefined ? undefined : finishBackupRun(db, run, end).catch(() => undefined);
  const write = () => {
    const { stream } = createArchive({
      url: options.url,
      storage: mediaStorage(),
      dataDir: env.DATA_DIR,
      pictures: "referenced",
      ...keys,
      signal: options.signal,
    });
    return writeArchiveFile(file, stream);
  };
  try {
    const bytes = run === undefined ? await write() : await withRunLock(options.url, run, write);
    await finish({ bytes });
    // Of earlier upgrades. The table is missing before its migration.
    await deleteUpgradeBackups(db, env).catch(() => undefined);
    return { file, bytes };
  } catch (error) {
    await finish({ failure: sayError(error) });
    throw error;
  }
}
