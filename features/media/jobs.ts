import { join } from "node:path";
import type { Executor } from "#db/client.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log/log.ts";
import { mediaStorage } from "#lib/storage/media-storage.ts";
import { dropIdleSizes } from "./cleaning/idle-sizes.ts";
import { foldersDueAt } from "./cleaning/rules.ts";
import { cleanStrays } from "./cleaning/strays.ts";
import { getSpoolFolder, removeStaleParts } from "./uploads/spool-folder.ts";

/** Removes the files that killed uploads and killed writes left in this process's folders. */
export async function removeAbandonedUploads(): Promise<void> {
  const swept = await removeStaleParts([getSpoolFolder(), join(env().DATA_DIR, "media")]);
  if (swept > 0) log.info({ files: swept }, "Files that interrupted uploads left were removed.");
}

/**
 * Deletes files of pictures that were deleted or replaced, in a part of the storage; each part has its turn once a day.
 * While the disk is nearly full, also sizes that nobody asked for lately.
 */
export async function cleanPictureFiles(db: Executor): Promise<void> {
  const strays = await cleanStrays(db, { storage: mediaStorage(), folders: foldersDueAt(Date.now()) });
  if (strays.files > 0) log.info({ ...strays }, "Files of deleted or replaced pictures were removed.");
  const { DATA_DIR, S3_BUCKET } = env();
  if (S3_BUCKET) return;
  const sizes = await dropIdleSizes({ folder: join(DATA_DIR, "media") });
  if (sizes.files > 0)
    log.warn({ ...sizes }, "The disk is nearly full: sizes of pictures that nobody asked for were removed.");
}
