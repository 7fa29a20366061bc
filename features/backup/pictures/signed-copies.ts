import { log } from "#lib/log/log.ts";
import { type DestinationContent, readDestination, type StoredCopy } from "../destinations/copies.ts";
import type { BackupDestination } from "../destinations/destination.ts";
import {
  type ArchiveIndexHeader,
  IndexLines,
  indexName,
  isSigned,
  readIndex,
  readIndexHeader,
} from "./archive-index.ts";

/** The files at a destination, with the copies that this site did not sign apart. */
export interface SignedContent extends DestinationContent {
  /** Complete archives whose index this site did not sign, oldest first: they count for nothing, and are never deleted. */
  unsigned: StoredCopy[];
}

/**
 * Lists the files at a destination, and keeps the copies that this site did not sign apart: anyone who can write to a bucket
 * could otherwise let retention delete the real ones, by copies of the same days.
 */
export async function readSignedCopies(destination: BackupDestination): Promise<SignedContent> {
  const content = await readDestination(destination);
  const copies: StoredCopy[] = [];
  const unsigned: StoredCopy[] = [];
  for (const copy of content.copies) {
    const isOwn = await readIndexHeader(destination, copy.name).then(isSigned, (error: unknown) => {
      log.warn({ err: error, archive: copy.name }, "The index of a copy cannot be read.");
      return false;
    });
    (isOwn ? copies : unsigned).push(copy);
  }
  return { ...content, copies, unsigned };
}

/** Signs the indexes of copies that an operator accepts as this site's. Skips unreadable ones. Returns how many. */
export async function signCopies(destination: BackupDestination, copies: readonly StoredCopy[]): Promise<number> {
  let signed = 0;
  for (const { name } of copies) {
    const lines = new IndexLines();
    let header: ArchiveIndexHeader | undefined;
    try {
      for await (const picture of readIndex(destination, name, (read) => {
        header = read;
      }))
        lines.add(picture);
    } catch (error) {
      log.warn({ err: error, archive: name }, "The index of a copy cannot be read.");
      continue;
    }
    if (!header) continue;
    const { archive, pictures, archiveSha256 } = header;
    await destination.write(indexName(name), lines.compress({ archive, pictures, archiveSha256 }));
    signed += 1;
  }
  return signed;
}
