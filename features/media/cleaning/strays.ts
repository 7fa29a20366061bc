import { inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { media } from "#db/schema.ts";
import type { Storage } from "#lib/storage/storage.ts";
import { withUnusedFiles } from "../mutations.ts";
import { isBackupRunning } from "../queries.ts";
import { parsePictureKey } from "../storage-keys.ts";
import { minStrayAgeMs } from "./rules.ts";

export interface CleaningOptions {
  storage: Storage;
  /** The folders to look through. */
  folders: readonly string[];
  signal?: AbortSignal | undefined;
  /** Only counts. */
  isDryRun?: boolean;
  now?: number;
}

/** What was deleted, or would be. */
export interface CleanedFiles {
  files: number;
  bytes: number;
}

/**
 * Deletes the files of pictures that have no row, and those of earlier revisions, if they have been there for a day. The
 * row is read again under the lock that uploads hold. While a database that a restore replaced is kept, nothing is
 * deleted: its pictures must be there if it is brought back. Neither is anything while a backup runs.
 */
export async function cleanStrays(db: Executor, options: CleaningOptions): Promise<CleanedFiles> {
  const { storage, folders, signal, isDryRun = false, now = Date.now() } = options;
  const cleaned: CleanedFiles = { files: 0, bytes: 0 };
  if (await isReplacedDatabaseKept(db)) return cleaned;
  for (const folder of folders) {
    const keys = new Map<string, string[]>();
    for await (const key of storage.list(folder)) {
      signal?.throwIfAborted();
      const id = parsePictureKey(key)?.id;
      if (id) keys.set(id, [...(keys.get(id) ?? []), key]);
    }
    for (const [id, strays] of await findStrays(db, keys)) {
      signal?.throwIfAborted();
      await withUnusedFiles(db, id, async (tx) => {
        // Its rows are older than ours.
        if (await isBackupRunning(tx)) return;
        const still = await findStrays(tx, new Map([[id, strays]]));
        for (const key of still.get(id) ?? []) {
          const storedAt = await storage.storedAt(key);
          if (!storedAt || now - storedAt.getTime() < minStrayAgeMs) continue;
          cleaned.files += 1;
          cleaned.bytes += (await storage.size(key)) ?? 0;
          if (!isDryRun) await storage.delete(key);
        }
      });
    }
  }
  return cleaned;
}

/** Finds the keys that belong to no picture, or to an earlier revision of one, by the picture's id. */
async function findStrays(db: Executor, keys: Map<string, string[]>): Promise<Map<string, string[]>> {
  const strays = new Map<string, string[]>();
  const ids = [...keys.keys()];
  for (let start = 0; start < ids.length; start += 1_000) {
    const batch = ids.slice(start, start + 1_000);
    const rows = await db
      .select({ id: media.id, revision: media.revision })
      .from(media)
      .where(inArray(media.id, batch));
    const present = new Map(rows.map(({ id, revision }) => [id, revision]));
    for (const id of batch) {
      const revision = present.get(id);
      const left = (keys.get(id) ?? []).filter(
        (key) => revision === undefined || (parsePictureKey(key)?.revision ?? revision) < revision,
      );
      if (left.length > 0) strays.set(id, left);
    }
  }
  return strays;
}

async function isReplacedDatabaseKept(db: Executor): Promise<boolean> {
  const [row] = await db.execute<{ kept: boolean }>(
    sql`select exists (select from pg_database where starts_with(datname, 'vigie_before_')) as kept`,
  );
  return row?.kept === true;
}
