/** How long a render's last data may take to be stored after the page was written (ms): they are on their way to the same store. */
const storeTimeoutMs = 500;

/** Notes what the cached data that one render reads depend on, for a page whose own tags nobody says. */
export class DataTags {
  readonly #tags = new Set<string>();
  /** Asked for and not there: whoever asked makes them. */
  readonly #missing = new Set<string>();
  #complete: (() => void) | undefined;

  /** The store was asked for data under `key`: their tags, or undefined where it has none. */
  found(key: string, tags: readonly string[] | undefined): void {
    if (tags) this.#add(tags);
    else this.#missing.add(key);
  }

  /** Data were made and are stored under `key`. */
  made(key: string, tags: readonly string[]): void {
    this.#add(tags);
    this.#missing.delete(key);
    if (this.#missing.size === 0) this.#complete?.();
  }

  #add(tags: readonly string[]): void {
    for (const tag of tags) this.#tags.add(tag);
  }

  /** All tags, as soon as everything that was missing is there; undefined if it is not within `wait` ms. */
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
