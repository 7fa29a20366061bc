import { setTimeout as sleep } from "node:timers/promises";
import { everythingTag } from "#db/invalidation.ts";
import { log } from "#lib/log/log.ts";
import { splitIntoBatches } from "#lib/split-into-batches.ts";
import type { EdgeName } from "./edge-services.ts";
import { purgeRequests, purgeTimeHeader } from "./purge-requests.ts";
import { surrogateKey } from "./surrogate-keys.ts";

/** Keys that wait for a cache that does not answer. Beyond them all pages are purged, with one key. */
const maxWaitingKeys = 5_000;
/** Purges that are kept apart until they are due; those that are overdue become one. */
const maxWaitingPurges = 500;
const requestTimeoutMs = 5_000;
const minRetryDelayMs = 200;
const maxRetryDelayMs = 10_000;
/** The longest Retry-After that is obeyed (ms). */
const maxWaitMs = 60_000;

/** The key of every page. */
export const everythingKey = surrogateKey(everythingTag);

interface Purge {
  at: number;
  keys: Set<string>;
  /** The batch whose last purge this is. */
  finishes: number;
  /** Of a heartbeat: the time to send, or "" if the cache has not sent its time yet. */
  purgedUntil?: string | undefined;
}

/** What was asked of the caches. */
export interface PurgeCounts {
  done: number;
  failed: number;
}

interface PurgeQueueOptions {
  service: EdgeName;
  address: string;
  token: string;
  /** When each batch is purged, after it was added (ms). */
  delaysMs: readonly number[];
  counts: PurgeCounts;
}

class PurgeError extends Error {
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs = 0) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Purges one cache: what is due, in order, and again until it succeeds. */
export class PurgeQueue {
  readonly #options: PurgeQueueOptions;
  readonly #closing = new AbortController();
  readonly #done: Promise<void>;
  /** Ordered by time. */
  #purges: Purge[] = [];
  #finished = 0;
  #isFailing = false;
  #cacheTime = "";
  #wake = () => {};

  constructor(options: PurgeQueueOptions) {
    this.#options = options;
    this.#done = this.#run();
  }

  /** The last batch that was purged for the last time, as were all before it. */
  get finished(): number {
    return this.#finished;
  }

  /** Keys that are to be purged, as often as they are. */
  get waiting(): number {
    return this.#purges.reduce((sum, { keys }) => sum + keys.size, 0);
  }

  /** Whether the last request failed. */
  get isFailing(): boolean {
    return this.#isFailing;
  }

  /** When the cache answered last, by its own clock; "" if its answer has no time. */
  get cacheTime(): string {
    return this.#cacheTime;
  }

  /**
   * Sends a heartbeat after what was added before: everything that had changed by `purgedUntil`, a time of the cache's
   * clock (`cacheTime`), has been purged. So a request that arrives late claims nothing newer, and other clocks do not
   * matter.
   */
  confirm(purgedUntil: string): void {
    // While the cache does not answer, the first one waits.
    if (this.#purges.some((purge) => purge.purgedUntil !== undefined)) return;
    const at = performance.now() + (this.#options.delaysMs[0] ?? 0);
    this.#purges.push({ at, keys: new Set(), finishes: 0, purgedUntil });
    this.#purges.sort((a, b) => a.at - b.at);
    this.#wake();
  }

  /** Purges these keys after each of the delays. Batches are numbered from 1 in the order in which they are added. */
  add(batch: number, keys: Iterable<string>): void {
    const now = performance.now();
    const { delaysMs } = this.#options;
    const unique = new Set(keys);
    for (const [n, delay] of delaysMs.entries()) {
      const finishes = n === delaysMs.length - 1 ? batch : 0;
      this.#purges.push({ at: now + delay, keys: new Set(unique), finishes });
    }
    this.#purges.sort((a, b) => a.at - b.at);
    if (this.#purges.length > maxWaitingPurges) this.#putBack(this.#takeDue());
    this.#wake();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#wake();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    let pause = minRetryDelayMs;
    while (!signal.aborted) {
      await this.#pause((this.#purges[0]?.at ?? Number.POSITIVE_INFINITY) - performance.now());
      const due = this.#takeDue();
      if (!due || signal.aborted) continue;
      try {
        await this.#purge(due);
        this.#finished = Math.max(this.#finished, due.finishes);
        pause = minRetryDelayMs;
        if (this.#isFailing) log.info({ cache: this.#host }, "The cache in front of the site is purged again.");
        this.#isFailing = false;
      } catch (error) {
        if (signal.aborted) return;
        this.#putBack(due);
        if (!this.#isFailing)
          log.warn(
            { err: error, cache: this.#host },
            "The cache in front of the site could not be purged: it may show old pages until it is; retrying.",
          );
        this.#isFailing = true;
        const retryAfterMs = error instanceof PurgeError ? error.retryAfterMs : 0;
        await sleep(Math.max(pause, retryAfterMs), undefined, { signal, ref: false }).catch(() => {});
        pause = Math.min(pause * 2, maxRetryDelayMs);
      }
    }
  }

  get #host(): string {
    return new URL(this.#options.address).host;
  }

  /** Waits until a purge is due, or another one is added. */
  async #pause(ms: number): Promise<void> {
    if (ms <= 0 || this.#closing.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = Number.isFinite(ms) ? setTimeout(resolve, Math.ceil(ms)).unref() : undefined;
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** All that is due, as one purge. */
  #takeDue(): Purge | undefined {
    const now = performance.now();
    const count = this.#purges.findLastIndex(({ at }) => at <= now) + 1;
    const due = this.#purges.splice(0, count);
    const [first] = due;
    if (!first) return undefined;
    const keys = new Set(due.flatMap((purge) => [...purge.keys]));
    return {
      at: first.at,
      keys: keys.size > maxWaitingKeys || keys.has(everythingKey) ? new Set([everythingKey]) : keys,
      finishes: Math.max(...due.map(({ finishes }) => finishes)),
      purgedUntil: due.find(({ purgedUntil }) => purgedUntil !== undefined)?.purgedUntil,
    };
  }

  #putBack(purge: Purge | undefined): void {
    if (purge) this.#purges.unshift(purge);
  }

  /** Purges the keys of a purge, and removes from it those that were. */
  async #purge({ keys, purgedUntil }: Purge): Promise<void> {
    const { maxKeys, maxRequests } = purgeRequests[this.#options.service];
    if (keys.size > maxKeys * maxRequests) {
      keys.clear();
      keys.add(everythingKey);
    }
    for (const some of splitIntoBatches([...keys], maxKeys)) {
      await this.#send(some);
      for (const key of some) keys.delete(key);
    }
    if (purgedUntil !== undefined) await this.#send([], purgedUntil);
  }

  async #send(keys: readonly string[], purgedUntil?: string): Promise<void> {
    const { service, address, token, counts } = this.#options;
    const { method, headers, body } = purgeRequests[service].build(keys, token, purgedUntil);
    try {
      const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(requestTimeoutMs)]);
      const response = await fetch(address, { method, headers, redirect: "manual", signal, ...(body && { body }) });
      await response.arrayBuffer();
      if (!response.ok) {
        const seconds = Number(response.headers.get("retry-after"));
        const retryAfterMs = seconds > 0 ? Math.min(seconds * 1_000, maxWaitMs) : 0;
        throw new PurgeError(`it answered ${response.status}`, retryAfterMs);
      }
      this.#cacheTime = response.headers.get(purgeTimeHeader) ?? "";
      if (keys.length > 0) counts.done += 1;
    } catch (error) {
      if (!this.#closing.signal.aborted) counts.failed += 1;
      throw error;
    }
  }
}
