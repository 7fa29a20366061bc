import { join } from "node:path";
import { env } from "#lib/env.ts";
import { log } from "#lib/log/log.ts";
import { getSpoolFolder, removeStaleParts } from "./uploads/spool-folder.ts";

/** Removes the files that killed uploads and killed writes left in this process's folders. */
export async function removeAbandonedUploads(): Promise<void> {
  const swept = await removeStaleParts([getSpoolFolder(), join(env().DATA_DIR, "media")]);
  if (swept > 0) log.info({ files: swept }, "Files that interrupted uploads left were removed.");
}
