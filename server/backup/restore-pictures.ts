import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Storage } from "#lib/storage/storage.ts";
import type { RestoreStage } from "./staged-restore.ts";

/** Pictures that are written at once: a disk syncs each, a bucket answers each. */
const concurrentWrites = 32;
/** How much may wait to be written (bytes). */
const maxWaitingBytes = 24 * 2 ** 20;

/**
 * Puts an archive's pictures into the storage while the old site still has its place: equal files are left alone, and a
 * picture whose file has other content waits until the restored site has its place (`putWaitingPictures`).
 */
export class PictureRestorer {
  readonly #storage: Storage;
  readonly #stage: RestoreStage;
  readonly #writing = new Set<Promise<void>>();
  #waitingBytes = 0;
  #failure: { error: unknown } | undefined;
  written = 0;
  kept = 0;

  constructor(storage: Storage, stage: RestoreStage) {
    this.#storage = storage;
    this.#stage = stage;
  }

  /** Returns as soon as there is room for the next one. Throws the error of an earlier one. */
  async put(key: string, bytes: Uint8Array): Promise<void> {
    while (
      this.#writing.size > 0 &&
      (this.#writing.size >= concurrentWrites || this.#waitingBytes + bytes.length > maxWaitingBytes)
    )
      await Promise.race(this.#writing);
    if (this.#failure) throw this.#failure.error;
    this.#waitingBytes += bytes.length;
    const writing = this.#write(key, bytes)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#writing.delete(writing);
        this.#waitingBytes -= bytes.length;
      });
    this.#writing.add(writing);
  }

  /** Waits for all of them. */
  async finish(): Promise<void> {
    await Promise.all(this.#writing);
    if (this.#failure) throw this.#failure.error;
  }

  /** Waits until nothing is written any more, also after a failure. */
  async close(): Promise<void> {
    await Promise.all(this.#writing);
  }

  async #write(key: string, bytes: Uint8Array): Promise<void> {
    const size = await this.#storage.size(key);
    if (size === undefined) {
      this.#stage.noteNewPicture(key);
      await this.#storage.put(key, bytes);
      this.written += 1;
      return;
    }
    const existing = size === bytes.length ? await this.#storage.read(key) : undefined;
    if (existing && Buffer.compare(existing, bytes) === 0) {
      this.kept += 1;
      return;
    }
    await writeFile(join(this.#stage.pictures, encodeURIComponent(key)), bytes, { mode: 0o600, flush: true });
    this.written += 1;
  }
}

/** Puts the pictures that wait in a folder in place of those with other content. After a kill it can be called again. */
export async function putWaitingPictures(folder: string, storage: Storage): Promise<void> {
  for (const name of await readdir(folder)) {
    await storage.put(decodeURIComponent(name), await readFile(join(folder, name)));
    await rm(join(folder, name));
  }
}
