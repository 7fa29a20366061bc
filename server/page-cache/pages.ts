import { LRUCache } from "lru-cache";
import type { ClearLog } from "./clear-log.ts";
import { Flights } from "./flights.ts";
import type { PageKey } from "./key.ts";
import type { Page } from "./page.ts";

/** What a render ended in. `shared` may be kept; `failed` is answered to those who waited and never kept; `private` is each client's own. */
export type Outcome =
  | { kind: "shared"; page: Page; tags: string[] | undefined }
  | { kind: "failed"; page: Page }
  | { kind: "private" }
  | { kind: "busy" };

export type Render = (key: PageKey, previous: Page | undefined) => Promise<Outcome>;

interface Entry {
  page: Page;
  tags: string[] | undefined;
  /** The clear log's number when its render began. */
  since: number;
  /** When its render began, in the clock's ms. */
  at: number;
}

export interface PagesOptions {
  render: Render;
  clears: ClearLog;
  /** Milliseconds; only differences matter. */
  now?: () => number;
  /** Milliseconds during which a page is served without asking Next. */
  fresh?: number;
  /** Bytes of pages, of router payloads, of 404s. */
  bytes?: { html: number; payload: number; absent: number };
  /** Renders in Next at once; beyond it the answer is `busy`. */
  mostRenders?: number;
  /** Requests waiting for one render. */
  mostWaiters?: number;
}

const megabyte = 1024 * 1024;

/** How long a 404 is kept: long enough for a robot that insists, short enough to matter to nobody. Its tags clear it earlier. */
const absentLife = 10_000;

/**
 * Finished pages in memory: fresh for a second, then served while exactly one render replaces them; never served after one of their
 * tags was cleared. 404s live in a small store of their own, so that unknown addresses neither evict pages nor grow memory.
 */
export class Pages {
  readonly #stores: Record<"html" | "payload" | "absent", LRUCache<string, Entry>>;
  readonly #private = new LRUCache<string, true>({ max: 2_000, ttl: 60_000 });
  readonly #flights: Flights;
  readonly #render: Render;
  readonly #clears: ClearLog;
  readonly #now: () => number;
  readonly #fresh: number;

  constructor(options: PagesOptions) {
    const bytes = options.bytes ?? { html: 64 * megabyte, payload: 16 * megabyte, absent: 4 * megabyte };
    const store = (maxSize: number) =>
      new LRUCache<string, Entry>({ maxSize, sizeCalculation: (entry, id) => entry.page.size + id.length });
    this.#stores = { html: store(bytes.html), payload: store(bytes.payload), absent: store(bytes.absent) };
    this.#render = options.render;
    this.#clears = options.clears;
    this.#now = options.now ?? (() => performance.now());
    this.#fresh = options.fresh ?? 1_000;
    this.#flights = new Flights(options.clears, options.mostRenders ?? 256, options.mostWaiters ?? 5_000);
  }

  /** A page that may be served now, or undefined. One that is no longer fresh is replaced behind the answer. */
  find(key: PageKey): Page | undefined {
    const store = this.#stores[key.kind].has(key.id) ? this.#stores[key.kind] : this.#stores.absent;
    const entry = store.get(key.id);
    if (!entry) return undefined;
    if (this.#clears.clearedSince(entry.tags, entry.since)) {
      store.delete(key.id);
      return undefined;
    }
    // Untouched by every clear so far: the next look compares two numbers only.
    entry.since = this.#clears.sequence;
    const age = this.#now() - entry.at;
    if (store === this.#stores.absent && age > absentLife) {
      store.delete(key.id);
      return undefined;
    }
    if (age > this.#fresh && store !== this.#stores.absent) this.#flights.refresh(key, () => this.#run(key));
    return entry.page;
  }

  /** Whether this address was last answered with something private: then there is nothing to wait for together. */
  knownPrivate(key: PageKey): boolean {
    return this.#private.has(key.id);
  }

  /** Renders the page, or joins the render that is under way. */
  load(key: PageKey): Promise<Outcome> {
    return this.#flights.join(key, () => this.#run(key));
  }

  get figures() {
    const { html, payload, absent } = this.#stores;
    return {
      pages: html.size,
      payloads: payload.size,
      absent: absent.size,
      bytes: (html.calculatedSize ?? 0) + (payload.calculatedSize ?? 0) + (absent.calculatedSize ?? 0),
      renders: this.#flights.running,
    };
  }

  async #run(key: PageKey): Promise<Outcome> {
    const since = this.#clears.sequence;
    const at = this.#now();
    const outcome = await this.#render(key, this.#stores[key.kind].peek(key.id)?.page);
    if (outcome.kind === "private") {
      this.#stores[key.kind].delete(key.id);
      this.#private.set(key.id, true);
    }
    if (outcome.kind !== "shared") return outcome;
    // One that a clear overtook is dropped when it is asked for: it carries the number of its beginning.
    this.#private.delete(key.id);
    const absent = outcome.page.status === 404 || outcome.page.status === 410;
    const entry = { page: outcome.page, tags: outcome.tags, since, at };
    this.#stores[absent ? "absent" : key.kind].set(key.id, entry);
    this.#stores[absent ? key.kind : "absent"].delete(key.id);
    return outcome;
  }
}
