import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConcurrentWrites } from "#features/backup/pictures/concurrent-writes.ts";
import type { Storage } from "#lib/storage/storage.ts";
import type { RestoreStage } from "./staged-restore.ts";

/** Pictures whose names are noted at once, before they are written, and how many bytes they may have together. */
const batchPictures = 64;
const batchBytes = 4 * 2 ** 20;
/** Batches that are written at once, and how many bytes may wait for that. */
const concurrentBatches = 2;
const maxWaitingBytes = 12 * 2 ** 20;

interface RestoredPicture {
  key: string;
  bytes: Uint8Array;
}

/**
 * Puts an archive's pictures into the storage while the old site still has its place: equal files are left alone, and a
 * picture whose file has other content waits until the restored site has its place (`putWaitingPictures`).
 */
export class PictureRestorer {
  readonly #storage: Storage;
  readonly #stage: RestoreStage;
  readonly #writes = new ConcurrentWrites({ maxWrites: concurrentBatches, maxBytes: maxWaitingBytes });
  #batch: RestoredPicture[] = [];
  #batchBytes = 0;
  written = 0;
  kept = 0;

  constructor(storage: Storage, stage: RestoreStage) {
    this.#storage = storage;
    this.#stage = stage;
  }

  /** Returns as soon as there is room for the next one. Throws the error of an earlier one. */
  async put(key: string, bytes: Uint8Array): Promise<void> {
    this.#batch.push({ key, bytes });
    this.#batchBytes += bytes.length;
    if (this.#batch.length >= batchPictures || this.#batchBytes >= batchBytes) await this.#send();
  }

  /** Waits for all of them. */
  async finish(): Promise<void> {
    await this.#send();
    await this.#writes.finish();
  }

  /** Waits until nothing is written any more, also after a failure. */
  close(): Promise<void> {
    return this.#writes.close();
  }

  #send(): Promise<void> {
    const batch = this.#batch;
    const bytes = this.#batchBytes;
    this.#batch = [];
    this.#batchBytes = 0;
    return this.#writes.add(bytes, () => this.#write(batch));
  }

  async #write(batch: readonly RestoredPicture[]): Promise<void> {
    const sizes = await Promise.all(batch.map(({ key }) => this.#storage.size(key)));
    await this.#stage.noteNewPictures(batch.filter((_, at) => sizes[at] === undefined).map(({ key }) => key));
    const writes = await Promise.allSettled(batch.map((picture, at) => this.#writeOne(picture, sizes[at])));
    for (const write of writes) if (write.status === "rejected") throw write.reason;
  }

  async #writeOne({ key, bytes }: RestoredPicture, size: number | undefined): Promise<void> {
    if (size === undefined) {
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
