import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { env } from "#lib/env.ts";

/** The folder of unfinished uploads, always on this machine, also when pictures are stored elsewhere. */
export function getSpoolFolder(): string {
  return join(env().DATA_DIR, "incoming");
}

/**
 * Age (ms) from which a part is abandoned: an upload takes two minutes at most (the page server's `requestTimeout`),
 * and its encoding less.
 */
const maxPartAgeMs = 3_600_000;

/**
 * Removes the `*.part` files that killed uploads and killed writes left below these folders; returns how many. Files of
 * current uploads are younger than an hour.
 */
export async function removeStaleParts(folders: string[], now = Date.now()): Promise<number> {
  let swept = 0;
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (!entry.isFile() || !entry.name.endsWith(".part")) continue;
      const path = join(entry.parentPath, entry.name);
      const info = await stat(path).catch(() => undefined);
      if (!info || now - info.mtimeMs < maxPartAgeMs) continue;
      await rm(path, { force: true });
      swept += 1;
    }
  }
  return swept;
}
