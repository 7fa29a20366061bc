import { createHash } from "node:crypto";
import type { ArchivePicture } from "#features/backup/archive/archive-format.ts";
import { readSmallFile } from "#features/backup/destinations/destination.ts";
import type { DecryptionKeys } from "#features/backup/encryption/decryption.ts";
import { readIndexHeader } from "#features/backup/pictures/archive-index.ts";
import { openPictures } from "#features/backup/pictures/picture-set.ts";
import { OperatorError } from "#lib/operator-error.ts";
import type { Storage } from "#lib/storage/storage.ts";
import type { ArchiveSource } from "./archive-source.ts";
import type { PictureRestorer } from "./restore-pictures.ts";

type ReadPicture = (sha256: string) => AsyncIterable<Uint8Array>;

/**
 * Restores the pictures that an archive refers to: those that the storage lacks are read from the pictures beside the
 * archive. `missing` counts those that are in neither.
 */
export class ReferencedPictures {
  missing = 0;
  readonly #source: ArchiveSource;
  readonly #keys: DecryptionKeys;
  readonly #storage: Storage;
  readonly #pictures: PictureRestorer;
  #opened: Promise<ReadPicture | undefined> | undefined;

  constructor(source: ArchiveSource, keys: DecryptionKeys, storage: Storage, pictures: PictureRestorer) {
    this.#source = source;
    this.#keys = keys;
    this.#storage = storage;
    this.#pictures = pictures;
  }

  async restore({ key, size, sha256 }: ArchivePicture): Promise<void> {
    // A key belongs to one content, and files are stored completely or not at all.
    if ((await this.#storage.size(key)) === size) {
      this.#pictures.kept += 1;
      return;
    }
    this.#opened ??= this.#open();
    const read = await this.#opened;
    const bytes = read && (await readSmallFile(read(sha256), size).catch(ifMissing));
    if (!bytes) {
      this.missing += 1;
      return;
    }
    if (bytes.length !== size || createHash("sha256").update(bytes).digest("hex") !== sha256)
      throw new OperatorError(`The picture ${sha256} beside the backup is damaged.`);
    await this.#pictures.put(key, bytes);
  }

  /** Finds the set of pictures in the archive's index, which is beside it. */
  async #open(): Promise<ReadPicture | undefined> {
    const { destination, name } = this.#source;
    if (!destination || name === undefined) return undefined;
    const header = await readIndexHeader(destination, name).catch(ifMissing);
    return header?.pictures ? openPictures(destination, header.pictures, this.#keys) : undefined;
  }
}

function ifMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
