import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Storage } from "#lib/storage/storage.ts";

/** Pictures that are written at once: a disk syncs each, a bucket answers each. */
const concurrentWrites = 32;
/** How much may wait to be written (bytes). */
const maxWaitingBytes = 24 * 2 ** 20;

/**
 * Puts an archive's pictures into the storage while the old site still has its place: equal files are left alone, and a
 * picture whose file has other content waits in a folder until `replace`.
 */
export class PictureRestorer {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #writing = new Set<Promise<void>>();
  #waitingBytes = 0;
  #failure: { error: unknown } | undefined;
  readonly #different: string[] = [];
  written = 0;
  kept = 0;

  /** @param folder for pictures that wait; created if needed, removed by `close` */
  constructor(storage: Storage, folder: string) {
    this.#storage = storage;
    this.#folder = folder;
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

  /** Replaces the files that have other content: the restored site has its place now. */
  async replace(): Promise<void> {
    for (const key of this.#different) await this.#storage.put(key, await readFile(this.#pathOf(key)));
    this.written += this.#different.length;
  }

  async close(): Promise<void> {
    await Promise.all(this.#writing);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #write(key: string, bytes: Uint8Array): Promise<void> {
    const size = await this.#storage.size(key);
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
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeFile(this.#pathOf(key), bytes, { mode: 0o600 });
    this.#different.push(key);
  }

  #pathOf(key: string): string {
    return join(this.#folder, key.replaceAll("/", "_"));
  }
}
