import { AsyncLocalStorage } from "node:async_hooks";
import { LRUCache } from "lru-cache";
import { InvalidationLog } from "./invalidation-log.ts";

/** The result of one `cached` read, or the read in progress. */
export interface CachedRead {
  /** The number of the invalidation log when the read began. */
  readonly since: number;
  readonly value: Promise<unknown>;
  /** What the value depends on; undefined while it is read. */
  tags: readonly string[] | undefined;
  /** What the value contains of one client, for example `"cookies"`. */
  personal: string | undefined;
  /** When the value stops being valid, in ms of `performance.now()`. */
  expiresAt: number;
  /** The size of the value as JSON (characters), once it is known to be kept. */
  size: number;
}

/** What one render has read so far. */
export interface ReadScope {
  /** The reads of this render, by key. */
  readonly reads: Map<string, CachedRead>;
  /** Everything that the render depends on. */
  readonly tags: Set<string>;
  /** When the first of the values stops being valid, in ms of `performance.now()`. */
  expiresAt: number;
  /** What the render read of one client, for example `"cookies"`. Such a page is not shared. */
  personal: string | undefined;
  /** Whether it reads everything itself: values that are kept may lack a change that it must contain. */
  readonly isFresh: boolean;
}

interface CacheState {
  readonly scopes: AsyncLocalStorage<ReadScope>;
  readonly invalidations: InvalidationLog;
  /** Values kept between renders, by key. */
  readonly kept: LRUCache<string, CachedRead>;
}

declare global {
  // Next bundles a copy of this module into each of its layers, and the server imports another. All share one state.
  var vigieCache: CacheState | undefined;
}

/** Limits of the values kept between renders: their number, and the size of all as JSON (characters). */
const maxKept = 5_000;
const maxKeptSize = 16_000_000;

globalThis.vigieCache ??= {
  scopes: new AsyncLocalStorage(),
  invalidations: new InvalidationLog(),
  kept: new LRUCache({ max: maxKept, maxSize: maxKeptSize, sizeCalculation: ({ size }) => size }),
};

/** The process's only cache state. */
export const cacheState: CacheState = globalThis.vigieCache;

/** The process's only log of invalidated tags. */
export const invalidations = cacheState.invalidations;
