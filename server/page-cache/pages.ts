import { LRUCache } from "lru-cache";
import type { Availability } from "#db/database-watch.ts";
import type { InvalidationLog } from "#lib/cache/invalidation-log.ts";
import { FairQueue } from "../http/guard/fair-queue.ts";
import { DurationMetrics } from "../metrics/request-metrics.ts";
import { InFlightRenders, type RenderOutcome } from "./in-flight-renders.ts";
import type { PageKey } from "./key.ts";
import { notFoundRoute } from "./next/internals.ts";
import type { CachedPage } from "./page.ts";

/** Renders a page; `previous` is the one that it replaces. `isFromPrimary`: whatever the replica. */
export type Render = (
  key: PageKey,
  previous: CachedPage | undefined,
  isFromPrimary?: boolean,
) => Promise<RenderOutcome>;

/**
 * A finished page shown because no newer one can be rendered, and how many whole seconds ago it stopped being fresh.
 */
interface StalePage {
  page: CachedPage;
  staleSeconds: number;
}

interface Entry {
  page: CachedPage;
  tags: readonly string[];
  /** The number of the invalidation log when the render began, or a later one up to which nothing affected the page. */
  since: number;
  /** The number of the invalidation log when the render began. */
  readonly begunAt: number;
  /** When the render began, in the clock's ms. */
  at: number;
  /** When the page stops being valid by `maxAge`, in the clock's ms. */
  expiresAt: number;
  /** The number of the invalidation log at the last check. */
  checkedAt: number;
  /** Whether that check found an addition that the page lacks. */
  isOutdated: boolean;
}

export interface PagesOptions {
  render: Render;
  invalidations: InvalidationLog;
  /** Whether the database responds; if absent, it always does. */
  availability?: Pick<Availability, "state" | "onChange"> | undefined;
  /** Milliseconds; only differences matter. */
  now?: () => number;
  /** Milliseconds for which a page without the latest additions is shown as it is, and again while it is being replaced. */
  pause?: number;
  patience?: number;
  /** Maximum bytes of pages, of router payloads, of 404s, and of pages with free text in their address. */
  bytes?: { html: number; payload: number; absent: number; freeText?: number };
  /** Maximum number of simultaneous renders in Next; beyond it the outcome is `busy`. */
  maxRenders?: number;
  /** Maximum number of requests waiting for one render. */
  maxWaiters?: number;
  /** Replaces the default queue. */
  queue?: Pick<FairQueue, "enter">;
  /** The same, of pages with free text in their address. */
  freeTextQueue?: Pick<FairQueue, "enter">;
}

const megabyte = 1024 * 1024;

/** The default of PAGE_MEMORY_MB. */
const defaultPageMemoryMb = 64;

/** Sets the limits for `memoryMb` of pages: payloads of the client router are smaller, and requested more rarely. */
export const pageBytes = (memoryMb: number): NonNullable<PagesOptions["bytes"]> => ({
  html: memoryMb * megabyte,
  payload: (memoryMb / 4) * megabyte,
  absent: 4 * megabyte,
});

/**
 * Three searches of the database at a time. Each keeps its place until it ends, for a minute at most: if a slow one lost
 * it, more than three would run (docs/decisions/087-one-queue-of-searches.md).
 */
const freeTextLimits = { maxRunning: 3, maxHoldMs: 60_000, maxWaiting: 256 };

/** How long a 404 is stored: long enough for persistent robots, short enough not to matter. Its tags may invalidate it earlier. */
const notFoundTtlMs = 10_000;

/**
 * Limits renders in a burst of comments to three in two seconds: a page younger than this is shown as it is. An older page is replaced in the
 * background, and not shown any more after `patience`. Together with the render this stays below the second within which a comment must appear, and
 * below the pause in new-comments.client.tsx, after which a reader who was notified of a comment requests it.
 */
const minStaleMs = 650;
export const maxStaleMs = 850;

/**
 * For how long an expired page is shown while it is rendered again, never longer than it was valid. At midnight and with
 * each new figure of the footer all pages expire at once: those that readers request every few minutes are then replaced
 * without anyone waiting, and a wrong date does not stay for longer.
 */
export const maxExpiredMs = 10 * 60_000;

/** When an expired page is no longer shown, in the clock's ms. */
const removalTime = ({ at, expiresAt }: Entry) => expiresAt + Math.min(maxExpiredMs, expiresAt - at);

/**
 * Finished pages in memory. A page is served until one of its tags is invalidated or it expires. After an addition,
 * requests that are not `exact` get the page until it is `patience` ms old, while one render replaces it. An expired page
 * is shown for up to `maxExpiredMs` while it is replaced. 404s are in a
 * small store of their own, so that they neither evict pages nor fill memory. Rules: docs/page-cache.md.
 */
export class Pages {
  readonly #stores: Record<"html" | "payload" | "absent" | "freeText", LRUCache<string, Entry>>;
  readonly #private = new LRUCache<string, true>({ max: 2_000, ttl: 60_000 });
  readonly #inFlight: InFlightRenders;
  /** Those of pages with free text in their address, which wait for the database and not for Next. */
  readonly #freeText: InFlightRenders;
  readonly #renderTimes = new DurationMetrics();
  #failedRenders = 0;
  /** Pages that other instances had rendered. */
  #fromInstances = 0;
  readonly #render: Render;
  readonly #invalidations: InvalidationLog;
  readonly #now: () => number;
  readonly #pause: number;
  readonly #patience: number;
  readonly #availability: PagesOptions["availability"];
  readonly #queue: Pick<FairQueue, "enter">;

  constructor(options: PagesOptions) {
    const bytes = options.bytes ?? pageBytes(defaultPageMemoryMb);
    const store = (maxSize: number) =>
      new LRUCache<string, Entry>({ maxSize, sizeCalculation: (entry, id) => entry.page.size + id.length });
    this.#stores = {
      html: store(bytes.html),
      payload: store(bytes.payload),
      absent: store(bytes.absent),
      freeText: store(bytes.freeText ?? 8 * megabyte),
    };
    this.#render = options.render;
    this.#invalidations = options.invalidations;
    this.#now = options.now ?? (() => performance.now());
    this.#pause = options.pause ?? minStaleMs;
    this.#patience = options.patience ?? maxStaleMs;
    this.#availability = options.availability;
    const inFlight = (queue: Pick<FairQueue, "enter">) =>
      new InFlightRenders({
        invalidations: options.invalidations,
        now: this.#now,
        maxRenders: options.maxRenders ?? 256,
        maxWaiters: options.maxWaiters ?? 5_000,
        queue,
      });
    this.#queue = options.queue ?? new FairQueue();
    this.#inFlight = inFlight(this.#queue);
    this.#freeText = inFlight(options.freeTextQueue ?? new FairQueue(freeTextLimits));
  }

  /** Returns a page that may be served now, or undefined. Starts a render in the background if it lacks an addition or has expired. */
  find(key: PageKey, exact = false): CachedPage | undefined {
    const [entry, absent] = this.#entryOf(key);
    if (!entry) return undefined;
    const now = this.#now();
    const isExpired = now >= entry.expiresAt;
    const isCurrent = this.#check(entry) && !(isExpired && (absent || key.hasFreeText || now >= removalTime(entry)));
    const usable = isCurrent && !(absent && (entry.isOutdated || now - entry.at > notFoundTtlMs));
    // The entry stays: the render that replaces it begins with its content.
    if (!usable || (entry.isOutdated && now - entry.at >= this.#patience)) return undefined;
    // Others may still get this page while it is rendered again for this reader.
    if (entry.isOutdated && exact) return undefined;
    if (entry.isOutdated && now - entry.at > this.#pause && this.#availability?.state !== "down")
      this.#rendersOf(key).refresh(key, () => this.#run(key));
    if (isExpired && this.#availability?.state !== "down") this.#inFlight.refreshWhenIdle(key, () => this.#run(key));
    return entry.page;
  }

  /**
   * Returns the finished page of a key, of any age, for a time when no newer one can be rendered. Never a page after a removal of its content, nor a
   * 404 of an address that may exist by now.
   */
  findStale(key: PageKey): StalePage | undefined {
    const [entry, absent] = this.#entryOf(key);
    if (!entry || this.#invalidations.hasRemovalSince(entry.tags, entry.since)) return undefined;
    if (absent && this.#invalidations.isInvalidatedSince(entry.tags, entry.since)) return undefined;
    const isStale = entry.expiresAt <= this.#now() || this.#invalidations.isInvalidatedSince(entry.tags, entry.since);
    const staleSeconds = Math.max(1, Math.ceil((this.#now() - entry.at) / 1_000));
    return { page: entry.page, staleSeconds: isStale ? staleSeconds : 0 };
  }

  /**
   * What a page of this cache depends on, and for how long it stays valid (ms); undefined if it lacks a change, has
   * expired, is not kept, or is a 404 of one address.
   */
  findValidity(key: PageKey, page: CachedPage): { tags: readonly string[]; remainingMs: number } | undefined {
    const [entry, absent] = this.#entryOf(key);
    if (!entry || absent || entry.page !== page || !this.#check(entry) || entry.isOutdated) return undefined;
    const remainingMs = entry.expiresAt - this.#now();
    return remainingMs > 0 ? { tags: entry.tags, remainingMs } : undefined;
  }

  #rendersOf({ hasFreeText }: PageKey): InFlightRenders {
    return hasFreeText ? this.#freeText : this.#inFlight;
  }

  #storeOf({ kind, hasFreeText }: PageKey): LRUCache<string, Entry> {
    return this.#stores[hasFreeText ? "freeText" : kind];
  }

  #entryOf(key: PageKey): [entry: Entry | undefined, absent: boolean] {
    const own = this.#storeOf(key);
    const store = own.has(key.id) ? own : this.#stores.absent;
    return [store.get(key.id), store === this.#stores.absent];
  }

  /** Compares an entry with all invalidations so far; false if an urgent one affected it. */
  #check(entry: Entry): boolean {
    if (entry.checkedAt === this.#invalidations.sequence) return true;
    if (this.#invalidations.isUrgentlyInvalidatedSince(entry.tags, entry.since)) return false;
    entry.isOutdated ||= this.#invalidations.isInvalidatedSince(entry.tags, entry.since);
    entry.checkedAt = this.#invalidations.sequence;
    // No invalidation so far affected it: only later ones can.
    if (!entry.isOutdated) entry.since = entry.checkedAt;
    return true;
  }

  /** Whether a page of any age is stored. */
  holds(key: PageKey): boolean {
    return this.#storeOf(key).has(key.id) || this.#stores.absent.has(key.id);
  }

  /** Whether the last response at this address was private: then requests need not wait for each other. */
  knownPrivate(key: PageKey): boolean {
    return this.#private.has(key.id);
  }

  /**
   * Renders the page, or joins the running render. If that waits for a database that does not answer, the outcome is `failed` as soon as the outage
   * is known; for a request that may wait and has a finished page, as soon as an outage is likely. `client`: the network of the request.
   */
  load(key: PageKey, exact = false, client = "", isPrefetch = false): Promise<RenderOutcome> {
    const priority = isPrefetch ? "prefetch" : this.holds(key) ? "keptPage" : "other";
    const outcome = this.#rendersOf(key).join(key, () => this.#run(key), exact ? 0 : this.#patience, {
      client,
      priority,
    });
    const { promise, resolve, reject } = Promise.withResolvers<RenderOutcome>();
    const leave = this.#availability?.onChange((state) => {
      if (state === "down" || (state === "slow" && !exact && this.findStale(key))) resolve({ kind: "failed" });
    });
    outcome.then(resolve, reject).finally(() => leave?.());
    return promise;
  }

  /** Renders the page from the primary for one request. No other request may wait for this render, and it is not kept. */
  async renderUncached(key: PageKey, client: string): Promise<RenderOutcome> {
    const leave = await this.#queue.enter(client, "keptPage");
    if (!leave) return { kind: "busy" };
    try {
      return await this.#render(key, undefined, true);
    } finally {
      leave();
    }
  }

  /** The addresses of pages for people, the last requested first. */
  recentAddresses(max = 400): string[] {
    const recent: string[] = [];
    for (const id of this.#stores.html.keys()) {
      if (recent.length >= max) break;
      if (id !== notFoundRoute) recent.push(id);
    }
    return recent;
  }

  get figures() {
    const { html, payload, absent, freeText } = this.#stores;
    return {
      pages: html.size,
      payloads: payload.size,
      absent: absent.size,
      searches: freeText.size,
      bytes: [html, payload, absent, freeText].reduce((sum, { calculatedSize = 0 }) => sum + calculatedSize, 0),
      renders: this.#inFlight.running + this.#freeText.running,
      renderTimes: this.#renderTimes.totals(),
      failedRenders: this.#failedRenders,
      fromInstances: this.#fromInstances,
    };
  }

  async #timeRender(key: PageKey): Promise<RenderOutcome> {
    const start = performance.now();
    let isFailed = true;
    let isFromInstance = false;
    try {
      const outcome = await this.#render(key, this.#storeOf(key).peek(key.id)?.page);
      isFailed = outcome.kind === "failed" || outcome.kind === "busy";
      isFromInstance = outcome.kind === "shared" && outcome.isFromInstance === true;
      return outcome;
    } finally {
      if (isFromInstance) this.#fromInstances += 1;
      else this.#renderTimes.record((performance.now() - start) / 1_000);
      if (isFailed) this.#failedRenders += 1;
    }
  }

  async #run(key: PageKey): Promise<RenderOutcome> {
    const at = this.#now();
    const since = this.#invalidations.sequence;
    const outcome = await this.#timeRender(key);
    if (outcome.kind === "private") {
      this.#storeOf(key).delete(key.id);
      this.#private.set(key.id, true);
    }
    if (outcome.kind !== "shared") return outcome;
    this.#private.delete(key.id);
    const { page, tags, expiresAt } = outcome;
    // The site's own 404 page is the response at all unknown addresses, and is stored like any other page.
    const absent = (page.status === 404 || page.status === 410) && key.page !== notFoundRoute;
    const [stored] = this.#entryOf(key);
    // Of two renders that ran at once, the one that began later stays.
    if (stored && stored.begunAt > since) return outcome;
    // A page that an invalidation overtook is dropped when it is requested: it carries the number at which it began.
    const entry: Entry = { page, tags, since, begunAt: since, at, expiresAt, checkedAt: since, isOutdated: false };
    const own = this.#storeOf(key);
    (absent ? this.#stores.absent : own).set(key.id, entry);
    (absent ? own : this.#stores.absent).delete(key.id);
    return outcome;
  }
}
