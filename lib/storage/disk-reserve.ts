import { readDiskSpace } from "./disk-space.ts";

/** Free disk space (bytes) that the files of imports leave to the database. */
export const reservedDiskBytes = 1_000_000_000;
/** How often the free space is checked while a file of unknown size is written (bytes). */
export const spaceCheckBytes = 64_000_000;

/** Reads how many bytes files of imports may still take on the disk of a folder; a negative number if none. */
export async function readAvailableBytes(folder: string, reserved = reservedDiskBytes): Promise<number> {
  return (await readDiskSpace(folder)).freeBytes - reserved;
}
