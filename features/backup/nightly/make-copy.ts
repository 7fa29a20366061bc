import { createHash } from "node:crypto";
import type postgres from "postgres";
import { log } from "#lib/log/log.ts";
import { OperatorError } from "#lib/operator-error.ts";
import type { Storage } from "#lib/storage/storage.ts";
import type { ArchivePicture } from "../archive/archive-format.ts";
import { archiveName } from "../archive/archive-name.ts";
import { createArchive } from "../archive/create-archive.ts";
import { type DestinationContent, readDestination } from "../destinations/copies.ts";
import type { BackupDestination } from "../destinations/destination.ts";
import { type EncryptionKeys, isEncrypting } from "../encryption/encryption.ts";
import { IndexLines, indexName, isSigned, readIndex } from "../pictures/archive-index.ts";
import { openPictureCopier } from "../pictures/copy-pictures.ts";
import { openPictureSet } from "../pictures/picture-set.ts";

const defaultStallMs = 600_000;

/** The site whose copy is made. */
export interface CopySource {
  /** The database, and a connection to it. */
  url: string;
  sql: postgres.Sql;
  storage: Storage;
  dataDir: string;
}

export interface CopyOptions {
  destination: BackupDestination;
  keys: EncryptionKeys;
  /**
   * What happens to pictures: copied, linked to the masters on the same disk, or left out because they are in a bucket
   * of their own or cannot be linked.
   */
  pictures: "copied" | "left out" | { linkMaster: (key: string, name: string) => Promise<boolean> };
  signal: AbortSignal;
  now?: Date;
  /** How long nothing may come from the database or go to the destination (ms) before the copy is given up. */
  stallMs?: number;
}

export interface MadeCopy {
  archive: string;
  bytes: number;
  /** Pictures that the archive refers to, and how many of them were added. */
  pictures: number;
  added: number;
}

/**
 * Makes one copy of the site: first the pictures that the destination lacks, then the archive that refers to them. The
 * archive gets its name last, so an archive that is there is complete. After an interruption the next run continues with
 * the pictures that are there.
 */
export async function makeCopy(source: CopySource, options: CopyOptions): Promise<MadeCopy> {
  const stall = new AbortController();
  const { stallMs = defaultStallMs } = options;
  let timer: NodeJS.Timeout | undefined;
  const onProgress = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stall.abort(new OperatorError("The backup made no progress and was given up.")), stallMs);
  };
  onProgress();
  try {
    const signal = AbortSignal.any([options.signal, stall.signal]);
    return await copySite(source, { ...options, signal }, onProgress);
  } catch (error) {
    throw stall.signal.aborted ? stall.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

async function copySite(source: CopySource, options: CopyOptions, onProgress: () => void): Promise<MadeCopy> {
  const { destination, keys, pictures, signal } = options;
  const content = await readDestination(destination);
  const archive = chooseName(options.now ?? new Date(), isEncrypting(keys), content);
  const known = await readKnownPictures(destination, content);
  const set = pictures === "left out" ? undefined : await openPictureSet(destination, keys);
  const copier = set
    ? await openPictureCopier(
        {
          destination,
          set,
          storage: source.storage,
          signal,
          onProgress,
          ...(typeof pictures === "object" && { linkMaster: pictures.linkMaster }),
        },
        known,
      )
    : undefined;
  await copier?.copyAll(source.sql);

  const lines = new IndexLines();
  const late: ArchivePicture[] = [];
  const { stream, finished } = createArchive({
    ...source,
    ...keys,
    pictures: "referenced",
    signal,
    knownPicture: (key) => known.get(key),
    onPicture: (picture) => {
      lines.add(picture);
      if (!known.has(picture.key)) late.push(picture);
    },
  });
  async function* withIndex() {
    const hash = createHash("sha256");
    for await (const bytes of stream) {
      onProgress();
      hash.update(bytes);
      yield bytes;
    }
    await finished;
    // Pictures that came while the others were copied.
    for (const picture of late) {
      onProgress();
      if (copier && !(await copier.copyOne(picture)))
        log.warn({ picture: picture.key }, "A picture was deleted while it was backed up.");
    }
    const index = { archive, pictures: set?.folder ?? null, archiveSha256: hash.digest("hex") };
    await destination.write(indexName(archive), lines.compress(index), { signal });
  }
  const bytes = await destination.write(archive, withIndex(), { signal });
  return { archive, bytes, pictures: set ? lines.count : 0, added: copier?.added ?? 0 };
}

/** The name of a new archive. A clock that was set back must not replace an older one. */
function chooseName(now: Date, isEncrypted: boolean, { names }: DestinationContent): string {
  for (let at = now.getTime(); ; at += 1_000) {
    const name = archiveName(new Date(at), isEncrypted);
    if (!names.has(name) && !names.has(indexName(name))) return name;
  }
}

/**
 * The hashes in the index of the newest archive, so that masters need not be read every night. An index that this site did
 * not sign is not used: with a wrong hash, the archive would refer to a picture of somebody else's choice.
 */
async function readKnownPictures(
  destination: BackupDestination,
  { copies }: DestinationContent,
): Promise<Map<string, ArchivePicture>> {
  const known = new Map<string, ArchivePicture>();
  const newest = copies.at(-1);
  if (!newest) return known;
  try {
    for await (const picture of readIndex(destination, newest.name, (header) => {
      if (!isSigned(header)) throw new Error(`${indexName(newest.name)} is not signed with this site's secret.`);
    }))
      known.set(picture.key, picture);
    return known;
  } catch (error) {
    log.warn({ err: error }, "The index of the last backup cannot be used: all pictures are read again.");
    return new Map();
  }
}
