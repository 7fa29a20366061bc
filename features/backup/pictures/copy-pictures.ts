import { createHash } from "node:crypto";
import type postgres from "postgres";
import type { Storage } from "#lib/storage/storage.ts";
import type { ArchivePicture } from "../archive/archive-format.ts";
import { readMasters } from "../archive/master-reader.ts";
import type { BackupDestination } from "../destinations/destination.ts";
import { encryptStream } from "../encryption/encryption.ts";
import { ConcurrentWrites } from "./concurrent-writes.ts";
import { type PictureSet, pictureName } from "./picture-set.ts";

/** Pictures that are written at once; a picture has a few hundred kilobytes, at most some ten megabytes. */
const concurrentWrites = 8;
/** What may wait to be written (bytes). */
const maxWaitingBytes = 32 * 2 ** 20;

interface CopyOptions {
  destination: BackupDestination;
  set: PictureSet;
  storage: Storage;
  signal: AbortSignal;
  /** Called after each picture. */
  onProgress: () => void;
  /** Links a master into the set instead of copying it: false if that is impossible. Without it, masters are copied. */
  linkMaster?: (key: string, name: string) => Promise<boolean>;
}

/** The pictures of a set, and how they get there. */
export interface PictureCopier {
  /** What is known about masters by their keys; filled by `copyAll`. */
  known: Map<string, ArchivePicture>;
  /** How many pictures were added. */
  added: number;
  /** Adds the masters of all pictures that the set does not have. */
  copyAll(sql: postgres.Sql): Promise<void>;
  /** Adds one picture unless the set has it. False if its file is gone. */
  copyOne(picture: ArchivePicture): Promise<boolean>;
}

/** Opens a set for adding pictures: lists what it has. `known`: hashes of an earlier backup, which are not computed again. */
export async function openPictureCopier(
  { destination, set, storage, signal, onProgress, linkMaster }: CopyOptions,
  known: Map<string, ArchivePicture>,
): Promise<PictureCopier> {
  const stored = new Set<string>();
  for await (const { name } of destination.list(set.folder)) stored.add(name.slice(set.folder.length + 4));
  const storedName = (sha256: string) => pictureName(set, sha256).slice(set.folder.length + 4);

  /** Writes a picture; its bytes are read if they were not yet. */
  async function store({ key, sha256 }: ArchivePicture, bytes: Uint8Array | undefined): Promise<boolean> {
    const name = pictureName(set, sha256);
    if (linkMaster && (await linkMaster(key, name))) return true;
    const content = bytes ?? (await storage.read(key));
    if (!content) return false;
    // Another file than the one that the hash was computed of: its name would lie.
    if (!bytes && createHash("sha256").update(content).digest("hex") !== sha256) return false;
    const source = (async function* () {
      yield content;
    })();
    const encrypted = set.recipients.length > 0 ? encryptStream(source, { recipients: set.recipients }) : source;
    await destination.write(name, encrypted, { signal });
    return true;
  }

  const copier: PictureCopier = {
    known,
    added: 0,
    async copyAll(sql) {
      const writes = new ConcurrentWrites({ maxWrites: concurrentWrites, maxBytes: maxWaitingBytes });
      const found = new Set<string>();
      try {
        for await (const { picture } of readMasters(sql, storage, (key) => known.get(key))) {
          signal.throwIfAborted();
          onProgress();
          if (!picture) continue;
          const { bytes, ...listed } = picture;
          known.set(listed.key, listed);
          found.add(listed.key);
          if (stored.has(storedName(listed.sha256))) continue;
          stored.add(storedName(listed.sha256));
          await writes.add(listed.size, async () => {
            if (await store(listed, bytes)) copier.added += 1;
            // A hash that was wrong or of a file that is gone: it is computed again.
            else known.delete(listed.key);
          });
        }
      } finally {
        await writes.close();
      }
      await writes.finish();
      for (const key of known.keys()) if (!found.has(key)) known.delete(key);
    },
    async copyOne(picture) {
      if (stored.has(storedName(picture.sha256))) return true;
      const isStored = await store(picture, undefined);
      if (isStored) {
        stored.add(storedName(picture.sha256));
        copier.added += 1;
      }
      return isStored;
    },
  };
  return copier;
}
