import { statfs } from "node:fs/promises";

/** The space of a disk (bytes). */
export interface DiskSpace {
  /** Without blocks that only root may use, which are neither taken nor free for the site. */
  totalBytes: number;
  /** What the site can still write. */
  freeBytes: number;
}

/** Reads the size of the disk that holds a folder, and what is free on it. Throws if the folder cannot be reached. */
export async function readDiskSpace(folder: string): Promise<DiskSpace> {
  const { bsize, blocks, bavail, bfree } = await statfs(folder);
  return { totalBytes: bsize * (blocks - (bfree - bavail)), freeBytes: bsize * bavail };
}
