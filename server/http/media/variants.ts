import { LRUCache } from "lru-cache";
import { database } from "#db/client.ts";
import { countWaitingEncodings, runEncoding } from "#features/media/encoding/concurrency-limit.ts";
import { encodeCrop, encodeVariant } from "#features/media/encoding/variant.ts";
import { findMedia } from "#features/media/queries.ts";
import { cropKey, masterKey, variantKey } from "#features/media/storage-keys.ts";
import { log } from "#lib/log/log.ts";
import { contentTypes, cropFile, type MediaCrop, type MediaFormat, storedWidth, toCrop } from "#lib/media-path.ts";
import { mediaStorage } from "#lib/storage/media-storage.ts";
import type { Storage } from "#lib/storage/storage.ts";

/** Encodings that may wait; beyond it the answer is "retry later" at once. A page shows some 20 images. */
const maxQueued = 100;
/** A row changes when its image is replaced or deleted, so it is cached only this long (ms). */
const rowCacheMs = 60_000;
/**
 * Unknown ids and unreadable images are cached too (ms), so that guessing or retrying does not cost a query or a
 * decoding each time.
 */
const failureCacheMs = 5_000;

export type MediaLookup =
  | { kind: "bytes"; bytes: Uint8Array; type: string }
  | { kind: "stored"; key: string; size: number; type: string }
  | { kind: "none" }
  /** Another file has replaced it; this is the current revision. */
  | { kind: "moved"; revision: number }
  /** The focal point has moved; this is the current crop. */
  | { kind: "refocused"; crop: MediaCrop }
  | { kind: "busy" }
  | { kind: "broken" };

type Encode = (master: Uint8Array) => Promise<Buffer>;
type MediaRow = NonNullable<Awaited<ReturnType<typeof findMedia>>>;

/**
 * Makes and stores variants: each once, regardless of the number of waiting requests, and few at a time. Stored ones
 * are found again after a restart.
 */
export class ImageVariants {
  readonly #storage: Storage;
  readonly #running = new Map<string, Promise<MediaLookup>>();
  readonly #rows = new LRUCache<string, MediaRow | "none">({ max: 10_000, ttl: rowCacheMs });
  readonly #broken = new LRUCache<string, true>({ max: 1_000, ttl: failureCacheMs });
  #diskIsFull = false;

  constructor(storage: Storage = mediaStorage()) {
    this.#storage = storage;
  }

  /** The master copy. */
  async master(id: string, revision = 0): Promise<MediaLookup> {
    const row = await this.#rowOf(id, revision);
    if (!row) return { kind: "none" };
    if (row.revision !== revision) return otherRevision(row, revision);
    const key = masterKey(id, row.format, revision);
    const stored = await this.#stored(key, `image/${row.format}`);
    return stored ?? (await this.#movedMeanwhile(row)) ?? this.#missing(id, key);
  }

  /** Finds a variant, or makes it if it was never requested. A stored one needs no database. */
  async get(id: string, width: number, format: MediaFormat, revision = 0): Promise<MediaLookup> {
    const ready = await this.#stored(variantKey(id, width, format, revision), contentTypes[format]);
    if (ready) return ready;
    const row = await this.#rowOf(id, revision);
    if (!row) return { kind: "none" };
    if (row.revision !== revision) return otherRevision(row, revision);
    // AVIF is not animated here: a browser that asked for it gets WebP. Link previews (JPEG) get the first frame.
    const actualFormat = row.animated && format === "avif" ? "webp" : format;
    const actualWidth = storedWidth(width, row.width);
    const key = variantKey(id, actualWidth, actualFormat, revision);
    const stored =
      key === variantKey(id, width, format, revision) ? undefined : await this.#stored(key, contentTypes[actualFormat]);
    if (stored) return stored;
    return this.#makeOnce(row, key, contentTypes[actualFormat], (master) =>
      encodeVariant(master, actualWidth, actualFormat),
    );
  }

  /** Finds a crop, or makes it if it was never requested: only the one with the picture's current focal point. */
  async crop(id: string, crop: MediaCrop, revision = 0): Promise<MediaLookup> {
    const key = cropKey(id, crop, revision);
    const ready = await this.#stored(key, contentTypes.jpeg);
    if (ready) return ready;
    const known = await this.#rowOf(id, revision);
    if (!known) return { kind: "none" };
    if (known.revision !== revision) return otherRevision(known, revision);
    const isCurrent = (of: MediaRow) => cropFile(toCrop(crop.shape, of)) === cropFile(crop);
    // The row is cached, so the address may be newer than it.
    const row = isCurrent(known) ? known : await this.#readRow(id);
    if (!row) return { kind: "none" };
    if (row.revision !== revision) return otherRevision(row, revision);
    if (!isCurrent(row)) return { kind: "refocused", crop: toCrop(crop.shape, row) };
    return this.#makeOnce(row, key, contentTypes.jpeg, (master) => encodeCrop(master, crop));
  }

  #makeOnce(row: MediaRow, key: string, type: string, encode: Encode): Promise<MediaLookup> | MediaLookup {
    const running = this.#running.get(key);
    if (running) return running;
    if (this.#broken.has(key)) return { kind: "broken" };
    if (countWaitingEncodings() >= maxQueued) return { kind: "busy" };
    const encoding = runEncoding(() => this.#make(row, key, type, encode)).finally(() => this.#running.delete(key));
    this.#running.set(key, encoding);
    return encoding;
  }

  async #make(row: MediaRow, key: string, type: string, encode: Encode): Promise<MediaLookup> {
    const from = masterKey(row.id, row.format, row.revision);
    const master = await this.#storage.read(from);
    if (!master) return (await this.#movedMeanwhile(row)) ?? this.#missing(row.id, from);
    try {
      const bytes = await encode(master);
      await this.#keep(key, bytes);
      // The image may have been replaced since: the new variant would outlive it.
      const moved = await this.#movedMeanwhile(row);
      if (moved) {
        await this.#storage.delete(key);
        return moved;
      }
      return { kind: "bytes", bytes, type };
    } catch (error) {
      this.#broken.set(key, true);
      log.error(
        { err: error, media: row.id, file: from },
        "A picture's kept copy cannot be read: restore it from a backup.",
      );
      return { kind: "broken" };
    }
  }

  /**
   * A full disk costs the next reader another encoding, but this one still gets the image. Logged once, not for each
   * image.
   */
  async #keep(key: string, bytes: Uint8Array): Promise<void> {
    try {
      await this.#storage.put(key, bytes);
      this.#diskIsFull = false;
    } catch (error) {
      if (!this.#diskIsFull)
        log.warn({ err: error }, "Sizes of pictures cannot be kept; they are made anew each time.");
      this.#diskIsFull = true;
    }
  }

  async #stored(key: string, type: string): Promise<MediaLookup | undefined> {
    const size = await this.#storage.size(key);
    return size === undefined ? undefined : { kind: "stored", key, size, type };
  }

  #missing(id: string, key: string): MediaLookup {
    if (!this.#broken.has(key))
      log.error({ media: id, file: key }, "A picture's file is missing: `npm run vigie -- check` lists such.");
    this.#broken.set(key, true);
    return { kind: "none" };
  }

  /** The cached row; read again for a revision newer than it. */
  async #rowOf(id: string, revision: number): Promise<MediaRow | undefined> {
    const known = this.#rows.get(id);
    if (known === "none") return undefined;
    return known && known.revision >= revision ? known : this.#readRow(id);
  }

  async #readRow(id: string): Promise<MediaRow | undefined> {
    const row = await findMedia(database(), id);
    this.#rows.set(id, row ?? "none", row ? {} : { ttl: failureCacheMs });
    return row;
  }

  /** Returns the redirect if the row is outdated by now. If the database is unavailable it is assumed to be current. */
  async #movedMeanwhile(row: MediaRow): Promise<MediaLookup | undefined> {
    const now = await this.#readRow(row.id).catch(() => row);
    if (!now) return { kind: "none" };
    return now.revision === row.revision ? undefined : { kind: "moved", revision: now.revision };
  }
}

/** A past revision has a successor; one that never existed has none. */
function otherRevision(row: MediaRow, requested: number): MediaLookup {
  return row.revision > requested ? { kind: "moved", revision: row.revision } : { kind: "none" };
}
