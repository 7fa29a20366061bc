import { join } from "node:path";
import { env } from "#lib/env.ts";
import { log } from "#lib/log.ts";
import { incomingFolder, sweepParts } from "./uploads/sweep.ts";

/** Removes what killed uploads and killed writes left in this process's folders. */
export async function sweepUploads(): Promise<void> {
  const swept = await sweepParts([incomingFolder(), join(env().DATA_DIR, "media")]);
  if (swept > 0) log.info({ files: swept }, "Files that interrupted uploads left were removed.");
}
