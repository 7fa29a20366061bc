import { opendir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { readDiskSpace } from "#lib/storage/disk-space.ts";
import { parsePictureKey } from "../storage-keys.ts";
import { fullShare, idleDays, maxDroppedSizes, storageFolders } from "./rules.ts";
import type { CleanedFiles } from "./strays.ts";

interface IdleSizeOptions {
  /** The folder of the pictures' storage on this machine. */
  folder: string;
  signal?: AbortSignal | undefined;
  isDryRun?: boolean;
  now?: number;
  /** How many bytes are to be freed; measured if absent. */
  wanted?: number;
}

/**
 * Deletes sizes of pictures that nobody asked for lately, while the disk is nearly full: they are made again on request.
 * Masters stay. Those not read for the longest time go first, and only as many as bring the disk below its limit.
 */
export async function dropIdleSizes(options: IdleSizeOptions): Promise<CleanedFiles> {
  const { folder, signal, isDryRun = false, now = Date.now() } = options;
  const dropped: CleanedFiles = { files: 0, bytes: 0 };
  const wanted = options.wanted ?? (await missingBytes(folder));
  for (const [n, days] of idleDays.entries()) {
    const younger = n === 0 ? Number.POSITIVE_INFINITY : (idleDays[n - 1] ?? days);
    for (const prefix of storageFolders) {
      for await (const path of listSizes(join(folder, prefix), folder)) {
        if (dropped.bytes >= wanted || dropped.files >= maxDroppedSizes) return dropped;
        signal?.throwIfAborted();
        const info = await stat(path).catch(() => undefined);
        const idle = info ? (now - Math.max(info.atimeMs, info.mtimeMs)) / 86_400_000 : 0;
        // A dry run sees again what an earlier round counted.
        if (!info || idle < days || (isDryRun && idle >= younger)) continue;
        dropped.files += 1;
        dropped.bytes += info.size;
        if (!isDryRun) await rm(path, { force: true });
      }
    }
  }
  return dropped;
}

/** How many bytes are to be freed so that the disk is below its limit. */
async function missingBytes(folder: string): Promise<number> {
  const disk = await readDiskSpace(folder).catch(() => undefined);
  return disk ? Math.max(0, disk.totalBytes * (1 - fullShare) - disk.freeBytes) : 0;
}

/** Lists the files of a folder that are sizes of pictures, not masters, one at a time. */
async function* listSizes(start: string, root: string): AsyncIterable<string> {
  const folders = [start];
  for (let current = folders.pop(); current !== undefined; current = folders.pop()) {
    const entries = await opendir(current).catch(() => undefined);
    if (!entries) continue;
    for await (const entry of entries) {
      const path = join(current, entry.name);
      if (entry.isDirectory()) folders.push(path);
      else if (!entry.name.startsWith("master.") && parsePictureKey(path.slice(root.length + 1))) yield path;
    }
  }
}
