import { log } from "#lib/log/log.ts";
import { readDestination, type StoredCopy } from "../destinations/copies.ts";
import type { BackupDestination } from "../destinations/destination.ts";
import { indexName, indexTime, isSigned, readIndex } from "../pictures/archive-index.ts";
import { setFileFolder } from "../pictures/picture-set.ts";
import type { RetentionPlan } from "./rules.ts";

const dayMs = 86_400_000;

/** What was deleted. */
export interface RetentionResult {
  archives: number;
  pictures: number;
}

/**
 * Deletes the archives that a plan removes, oldest first: each archive before its index, so that an interruption leaves
 * an index without an archive, and never an archive whose pictures are not protected.
 */
export async function deleteArchives(
  destination: BackupDestination,
  { remove }: Pick<RetentionPlan<StoredCopy>, "remove">,
  signal: AbortSignal,
): Promise<number> {
  for (const { name } of remove) {
    signal.throwIfAborted();
    await destination.delete(name);
    await destination.delete(indexName(name));
  }
  return remove.length;
}

/**
 * Deletes the pictures that no archive refers to, and what interrupted runs left. Call it after a copy was made and while
 * no other can be in progress. While one index cannot be read, or is not signed with this site's secret, no picture is
 * deleted: that index may list less than its archive needs.
 *
 * @param currentFolder the set that new copies use, which stays also while nothing refers to it
 * @returns how many pictures were deleted
 */
export async function deleteUnusedPictures(
  destination: BackupDestination,
  { currentFolder, now, signal }: { currentFolder: string | undefined; now: Date; signal: AbortSignal },
): Promise<number> {
  const { names, strayIndexes } = await readDestination(destination);
  for (const { name, madeAt } of strayIndexes) {
    if (Math.abs(now.getTime() - madeAt.getTime()) < dayMs) continue;
    await destination.delete(name);
    names.delete(name);
  }
  const used = await readUsedPictures(destination, names);
  if (!used) return 0;
  const sets = new Map([...names].flatMap((name) => (setFileFolder(name) ? [[setFileFolder(name) ?? "", name]] : [])));
  let deleted = 0;
  for (const folder of new Set(["pictures", ...sets.keys(), ...used.keys()])) {
    const needed = used.get(folder);
    let left = 0;
    for await (const { name } of destination.list(folder)) {
      signal.throwIfAborted();
      const sha256 = pictureHash(folder, name);
      // A file that we did not make.
      if (!sha256) left += 1;
      else if (!needed?.has(sha256)) {
        await destination.delete(name);
        deleted += 1;
      }
    }
    const setFile = sets.get(folder);
    if (setFile && !needed && left === 0 && folder !== currentFolder) await destination.delete(setFile);
  }
  return deleted;
}

/** The hash in the name of a picture that we stored; undefined for another file. */
function pictureHash(folder: string, name: string): string | undefined {
  const match = /^([0-9a-f]{2})\/(\1[0-9a-f]{62})(?:\.age)?$/.exec(name.slice(folder.length + 1));
  return match?.[2];
}

/** The hashes that indexes list, by the set they are in; undefined if not all indexes can be read and believed. */
async function readUsedPictures(
  destination: BackupDestination,
  names: ReadonlySet<string>,
): Promise<Map<string, Set<string>> | undefined> {
  const used = new Map<string, Set<string>>();
  for (const name of names) {
    if (!indexTime(name)) continue;
    try {
      let folder: string | null = null;
      for await (const { sha256 } of readIndex(destination, name, (header) => {
        if (!isSigned(header)) throw new Error(`${name} is not signed with this site's secret.`);
        folder = header.pictures;
        if (folder !== null && !used.has(folder)) used.set(folder, new Set());
      }))
        if (folder !== null) used.get(folder)?.add(sha256);
    } catch (error) {
      log.warn({ err: error }, "An index of a backup cannot be used: no picture is deleted.");
      return undefined;
    }
  }
  return used;
}
