import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConcurrentWrites } from "#features/backup/pictures/concurrent-writes.ts";
import type { Storage } from "#lib/storage/storage.ts";
import type { RestoreStage } from "./staged-restore.ts";

/** Pictures that are written at once. */
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
  readonly #writes = new ConcurrentWrites({ maxWrites: concurrentWrites, maxBytes: maxWaitingBytes });
  written = 0;
  kept = 0;

  constructor(storage: Storage, stage: RestoreStage) {
    this.#storage = storage;
    this.#stage = stage;
  }

  /** Returns as soon as there is room for the next one. Throws the error of an earlier one. */
  put(key: string, bytes: Uint8Array): Promise<void> {
    return this.#writes.add(bytes.length, () => this.#write(key, bytes));
  }

  /** Waits for all of them. */
  finish(): Promise<void> {
    return this.#writes.finish();
  }

  /** Waits until nothing is written any more, also after a failure. */
  close(): Promise<void> {
    return this.#writes.close();
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
