import { LRUCache } from "lru-cache";

interface Bucket {
  tokens: number;
  at: number;
}

interface TokenBucketOptions {
  /** Requests at once. */
  burst: number;
  /** Requests per second in the long run. */
  perSecond: number;
  /** Clients remembered; the least recently seen one is forgotten, and so gets a full bucket again. */
  clients?: number;
  /** Milliseconds. */
  now?: () => number;
}

/** A token bucket per client, in memory: the first limit. Expensive operations have separate limits behind it. */
export class TokenBucket {
  readonly #buckets: LRUCache<string, Bucket>;
  readonly #options: TokenBucketOptions;
  readonly #now: () => number;

  constructor(options: TokenBucketOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#buckets = new LRUCache({ max: options.clients ?? 20_000 });
  }

  /** Takes one token. Returns undefined if there was one, else the seconds (whole, at least 1) until there is. */
  consume(client: string): number | undefined {
    const { burst, perSecond } = this.#options;
    const now = this.#now();
    const bucket = this.#buckets.get(client) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1_000) * perSecond);
    bucket.at = now;
    this.#buckets.set(client, bucket);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return undefined;
    }
    return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
  }
}
