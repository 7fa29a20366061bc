import { everythingTag, type Urgency } from "#db/invalidation.ts";
import { isOnReplica } from "#db/replica.ts";
import { type CachedRead, cacheState, type ReadScope } from "./cache-state.ts";
import type { ChangeIdentity } from "./invalidation-log.ts";

/** The read's name, and the arguments that select its value; they are compared as JSON. */
export type CacheKey = readonly [name: string, ...args: unknown[]];

interface CachedOptions {
  /**
   * Keeps the value between renders until one of its tags is invalidated, for values that change rarely. Its size is
   * measured as JSON. All calls get the same object: do not modify it.
   */
  keep?: boolean;
  /** Seconds after which the value and any page that contains it are no longer valid, for what changes with time. */
  maxAge?: number;
}

/**
 * Reads a value for the page that is being rendered, which then depends on `tags`: it is rendered again once one of
 * them is invalidated. A second call with the same key in one render gets the first call's value. A call after an
 * invalidation of one of the tags never gets a value whose load began before it.
 * @param tags the cache tags, or a function of the value that returns them
 */
export async function cached<T>(
  key: CacheKey,
  tags: readonly string[] | ((value: T) => readonly string[]),
  load: () => Promise<T>,
  { keep = false, maxAge }: CachedOptions = {},
): Promise<T> {
  const { kept, scopes } = cacheState;
  const scope = scopes.getStore();
  const reads = keep && !scope?.isFresh ? kept : scope?.reads;
  // A value from the replica may be older than one from the primary.
  const id = `${isOnReplica() ? "replica " : ""}${JSON.stringify(key)}`;
  let read = reads?.get(id);
  if (!read || !isCurrent(read)) {
    read = beginRead(scope, tags, load, { keep, maxAge });
    reads?.set(id, read);
    const begun = read;
    begun.value.then(
      (value) => {
        if (!keep || kept.get(id) !== begun) return;
        begun.size = id.length + (JSON.stringify(value)?.length ?? 0) + 1;
        // Storing the same object again would not change its size.
        kept.delete(id);
        kept.set(id, begun);
      },
      () => {
        if (reads?.get(id) === begun) reads.delete(id);
      },
    );
  }
  const value = (await read.value) as T;
  if (scope) addDependencies(scope, read);
  return value;
}

/** Whether a value may be given to a call that begins now. */
function isCurrent({ tags, since, expiresAt }: CachedRead): boolean {
  return performance.now() < expiresAt && !cacheState.invalidations.isInvalidatedSince(tags, since);
}

function beginRead<T>(
  outer: ReadScope | undefined,
  tags: readonly string[] | ((value: T) => readonly string[]),
  load: () => Promise<T>,
  { keep, maxAge }: { keep: boolean; maxAge: number | undefined },
): CachedRead {
  // Reads inside `load` are noted here first, because another render may get this value later.
  const scope = newReadScope(outer);
  const read: CachedRead = {
    since: cacheState.invalidations.sequence,
    size: 1,
    tags: undefined,
    personal: undefined,
    expiresAt: maxAge === undefined ? Number.POSITIVE_INFINITY : performance.now() + maxAge * 1_000,
    value: runInReadScope(scope, load).then((value) => {
      // Another client would get it.
      if (keep && scope.personal) throw new Error(`A value kept between renders read ${scope.personal}.`);
      const own = typeof tags === "function" ? tags(value) : tags;
      read.tags = [...new Set([everythingTag, ...own, ...scope.tags])];
      read.expiresAt = Math.min(read.expiresAt, scope.expiresAt);
      read.personal = scope.personal;
      return value;
    }),
  };
  read.value.catch(() => {
    if (outer) outer.personal ??= scope.personal;
  });
  return read;
}

function addDependencies(scope: ReadScope, { tags = [], expiresAt, personal }: CachedRead): void {
  for (const tag of tags) scope.tags.add(tag);
  scope.expiresAt = Math.min(scope.expiresAt, expiresAt);
  scope.personal ??= personal;
}

/**
 * Creates the record of a render, to be filled by `runInReadScope`. `outer`: of a read or render whose part it is. With
 * `isFresh` no value that was kept is used.
 */
export function newReadScope({ reads = new Map(), isFresh = false }: Partial<ReadScope> = {}): ReadScope {
  return { reads, tags: new Set(), expiresAt: Number.POSITIVE_INFINITY, personal: undefined, isFresh };
}

/** Runs a render all of whose parts read everything themselves, with every change that was committed before. */
export const runWithFreshReads = <T>(render: () => T): T => runInReadScope(newReadScope({ isFresh: true }), render);

/** Whether the caller's render uses no kept values. */
export const hasFreshReads = (): boolean => cacheState.scopes.getStore()?.isFresh ?? false;

/** Runs a render: `cached` reads in it are noted in `scope`. */
export function runInReadScope<T>(scope: ReadScope, work: () => T): T {
  return cacheState.scopes.run(scope, work);
}

/** Records that the current render read something of one client, for example `"cookies"`: its page is not shared. */
export function notePersonalRead(what: string): void {
  const scope = cacheState.scopes.getStore();
  if (scope) scope.personal ??= what;
}

/**
 * Invalidates tags in this process at once. `invalidateTags` does so at the commit, and in every other process a moment
 * later: an action calls this only for what a database function has written.
 */
export function invalidateTagsLocally(tags: string[], urgency: Urgency, change?: ChangeIdentity): void {
  cacheState.invalidations.record(tags, urgency, change);
}
