import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";

/** What a folder takes. */
interface FolderSize {
  bytes: number;
  files: number;
  /** Whether it has more files than were counted. */
  isEstimate: boolean;
}

/** A folder of 200,000 pictures is counted to its end, in steps between which other work runs. */
export const maxCountedFiles = 500_000;
const filesAtOnce = 64;

/**
 * Adds up the sizes of the files below a folder, without following links. One that does not exist is empty; what cannot
 * be read is left out.
 * @param options `accepts`: only files with such names. `skips`: these folders are left out. `linked`: the inodes of files
 *   with several names that were counted already; local backups share the pictures' files.
 */
export async function measureFolder(
  folder: string,
  options: {
    maxFiles?: number;
    accepts?: (name: string) => boolean;
    skips?: readonly string[];
    linked?: Set<number>;
    signal?: AbortSignal;
  } = {},
): Promise<FolderSize> {
  const { maxFiles = maxCountedFiles, accepts = () => true, skips = [], linked = new Set<number>(), signal } = options;
  const size: FolderSize = { bytes: 0, files: 0, isEstimate: false };
  const folders = [folder];
  let batch: string[] = [];
  const flush = async () => {
    const sizes = await Promise.all(
      batch.map((path) =>
        stat(path).then(
          ({ size, nlink, ino }) => {
            if (nlink === 1) return size;
            if (linked.has(ino)) return 0;
            linked.add(ino);
            return size;
          },
          () => 0,
        ),
      ),
    );
    size.bytes += sizes.reduce((sum, bytes) => sum + bytes, 0);
    size.files += batch.length;
    batch = [];
    signal?.throwIfAborted();
    await nextTurn();
  };
  for (let current = folders.pop(); current !== undefined; current = folders.pop()) {
    const entries = await opendir(current, { bufferSize: 256 }).catch(() => undefined);
    if (!entries) continue;
    for await (const entry of entries) {
      if (size.files + batch.length >= maxFiles) {
        size.isEstimate = true;
        break;
      }
      const path = join(current, entry.name);
      if (entry.isDirectory()) {
        if (!skips.includes(path)) folders.push(path);
      } else if (entry.isFile() && accepts(entry.name)) batch.push(path);
      if (batch.length >= filesAtOnce) await flush();
    }
    if (size.isEstimate) break;
  }
  await flush();
  return size;
}
