import { LRUCache } from "lru-cache";
import { database } from "#db/client.ts";
import { makeVariant } from "#features/media/encoding/variant.ts";
import { masterKey, variantKey } from "#features/media/keys.ts";
import { findMedia } from "#features/media/queries.ts";
import { contentTypes, type MediaFormat } from "#features/media/rules.ts";
import { log } from "#lib/log.ts";
import { mediaStorage, type Storage } from "#lib/storage.ts";

/** Encodings at once: each takes a core for up to a second, and pages need the other. */
const mostAtOnce = 2;
/** Encodings waiting; beyond it the answer is "come back" at once. A page shows some 20 pictures. */
const mostWaiting = 100;

export type Found = { kind: "bytes"; bytes: Uint8Array; type: string } | { kind: "none" } | { kind: "busy" };

/** Rows of known pictures: they never change under their id. Unknown ids are kept shortly, so that guessing costs no query each. */
const rows = new LRUCache<string, { format: string; animated: boolean } | "none">({ max: 10_000, ttl: 0 });

/** Makes and keeps variants: each once, however many ask; few at a time; made ones are found again after a restart. */
export class Variants {
  readonly #storage: Storage;
  readonly #running = new Map<string, Promise<Found>>();
  readonly #queue: (() => void)[] = [];
  #active = 0;

  constructor(storage: Storage = mediaStorage()) {
    this.#storage = storage;
  }

  /** How the master is kept, undefined for an unknown picture. */
  async masterOf(id: string): Promise<{ format: string; animated: boolean } | undefined> {
    const known = rows.get(id);
    if (known) return known === "none" ? undefined : known;
    const row = await findMedia(database(), id);
    rows.set(id, row ?? "none", row ? {} : { ttl: 5_000 });
    return row;
  }

  /** The bytes of a variant, made now if it was never asked for. */
  async get(id: string, width: number, format: MediaFormat): Promise<Found> {
    const master = await this.masterOf(id);
    if (!master) return { kind: "none" };
    // Only WebP (and GIF) can move; a browser that asked for something else shows what it gets.
    const real = master.animated && format !== "gif" ? "webp" : format;
    const key = variantKey(id, width, real);
    const stored = await this.#storage.read(key);
    if (stored) return { kind: "bytes", bytes: stored, type: contentTypes[real] };
    const running = this.#running.get(key);
    if (running) return running;
    const made = this.#make(id, width, real, masterKey(id, master.format)).finally(() => this.#running.delete(key));
    this.#running.set(key, made);
    return made;
  }

  async #make(id: string, width: number, format: MediaFormat, from: string): Promise<Found> {
    if (this.#active >= mostAtOnce) {
      if (this.#queue.length >= mostWaiting) return { kind: "busy" };
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    }
    this.#active += 1;
    try {
      const master = await this.#storage.read(from);
      if (!master) {
        log.error({ media: id }, "A picture's file is missing: `npm run vigie -- check` lists such.");
        return { kind: "none" };
      }
      const bytes = await makeVariant(master, width, format);
      await this.#storage.put(variantKey(id, width, format), bytes).catch((error) => {
        // A full disk costs the next reader another encoding, not this one the picture.
        log.warn({ err: error, media: id }, "A picture's variant could not be kept.");
      });
      return { kind: "bytes", bytes, type: contentTypes[format] };
    } finally {
      this.#active -= 1;
      this.#queue.shift()?.();
    }
  }
}
