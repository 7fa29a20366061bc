/** The folders of the storage: the first two letters of the ids. */
export const storageFolders: readonly string[] = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, "0"));

/** Folders that one run of the worker looks through: each once a day, with a run an hour. */
const foldersPerRun = 11;
const hourMs = 3_600_000;

/** The folders whose turn it is. */
export function foldersDueAt(now: number): string[] {
  const first = (Math.floor(now / hourMs) * foldersPerRun) % storageFolders.length;
  return Array.from({ length: foldersPerRun }, (_, n) => storageFolders[(first + n) % storageFolders.length] ?? "");
}

/** Files without a picture are deleted at this age (ms): a restore puts them there before their rows. */
export const minStrayAgeMs = 24 * hourMs;

/** Sizes of pictures that are deleted in one run of the worker at most. */
export const maxDroppedSizes = 5_000;
/** From this share of the disk on, sizes that can be made again are deleted until it is below. */
export const fullShare = 0.85;
/** Those not read for the longest time go first (days). */
export const idleDays = [180, 90, 30, 7] as const;
