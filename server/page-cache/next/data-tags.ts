/** How long a render's last data may take to be stored after the page was written (ms). */
const storeTimeoutMs = 500;

/** Records the tags of the cached data that one render reads, for a page for which Next reports no tags. */
export class DataTags {
  readonly #tags = new Set<string>();
  /** Keys that were requested but not found: this render computes their data. */
  readonly #missing = new Set<string>();
  #complete: (() => void) | undefined;

  /** Records that the store was asked for data under `key`; `tags`: their tags, or undefined if it has none. */
  found(key: string, tags: readonly string[] | undefined): void {
    if (tags) this.#add(tags);
    else this.#missing.add(key);
  }

  /** Records that data were computed and are stored under `key`. */
  stored(key: string, tags: readonly string[]): void {
    this.#add(tags);
    this.#missing.delete(key);
    if (this.#missing.size === 0) this.#complete?.();
  }

  #add(tags: readonly string[]): void {
    for (const tag of tags) this.#tags.add(tag);
  }

  /** Returns all tags as soon as all missing data are stored; undefined if that takes longer than `wait` ms. */
  async all(wait = storeTimeoutMs): Promise<string[] | undefined> {
    if (this.#missing.size > 0) {
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([
        new Promise<void>((resolve) => {
          this.#complete = resolve;
        }),
        new Promise<void>((resolve) => {
          timer = setTimeout(resolve, wait);
        }),
      ]);
      clearTimeout(timer);
    }
    return this.#missing.size > 0 ? undefined : [...this.#tags];
  }
}
