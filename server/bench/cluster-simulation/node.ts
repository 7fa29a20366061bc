import type { SimulatedChange, SimulatedChangeLog } from "./changes.ts";
import type { EventQueue } from "./event-queue.ts";
import type { SimulatedFollower } from "./follower.ts";
import type { SimulatedSharedPages } from "./shared-pages.ts";

/** As in server/page-cache/pages.ts: how old a page without an addition may be before it is replaced, and is not shown. */
const [minStaleMs, maxStaleMs] = [650, 850];
/** How long a finished render waits until the log has been read up to the changes in it (ms). */
const positionWaitMs = 1_000;

/** A page in memory. */
interface Entry {
  /** The last change in it. */
  contains: number;
  /** The number of invalidations when its render began. */
  since: number;
  /** When its render began. */
  at: number;
  installedAt: number;
}

interface Load {
  since: number;
  at: number;
  waiters: Served[];
}

/** Called when a request is answered, with the last change in the page. */
export type Served = (contains: number) => void;

interface PageState {
  entry: Entry | undefined;
  /** The numbers of the last invalidations: of all, and of those that are not `soon`. */
  invalidated: number;
  urgent: number;
  /** The last change of this page that the node knows. */
  lastSeen: number;
  loads: Load[];
  waiting: Served[];
  /** Changes that may still be missing from what readers get, and until when. */
  missing: { change: SimulatedChange; until: number }[];
  /** When the next request is expected. */
  nextRequestAt: number;
}

export interface NodeOptions {
  queue: EventQueue;
  log: SimulatedChangeLog;
  /** The server that pages are rendered from. */
  server: number;
  /** The render thread is busy for so long with a page, and a reader waits for so long (ms). */
  render: { threadMs: number; waitMs: number };
  sharedPages: SimulatedSharedPages | undefined;
  /** After how long a page gets its next request (ms); undefined: only those of `request`. */
  nextRequest: ((page: number) => number) | undefined;
  /** Called when a page of this node no longer lacks a change. */
  onCurrent(change: SimulatedChange, page: number, at: number): void;
}

/** The page cache of a node in simulated time: which pages are valid, and what is rendered when. */
export class SimulatedNode {
  readonly counts = { renders: 0, fromOthers: 0 };
  follower: SimulatedFollower | undefined;
  readonly #options: NodeOptions;
  readonly #pages = new Map<number, PageState>();
  #sequence = 0;
  #threadFreeAt = 0;
  #readWaiters: (() => void)[] = [];

  constructor(options: NodeOptions) {
    this.#options = options;
  }

  /** The page is in memory since long before the simulation. */
  keep(page: number): void {
    const entry = { contains: -1, since: 0, at: Number.NEGATIVE_INFINITY, installedAt: Number.NEGATIVE_INFINITY };
    this.#stateOf(page).entry = entry;
  }

  /** A change is known on this node. */
  record(change: SimulatedChange): void {
    const { now } = this.#options.queue;
    this.#sequence += 1;
    for (const page of change.pages) {
      const state = this.#stateOf(page);
      state.invalidated = this.#sequence;
      if (change.urgency !== "soon") state.urgent = this.#sequence;
      state.lastSeen = Math.max(state.lastSeen, change.index);
      const { entry } = state;
      const until = change.urgency === "soon" && entry ? entry.at + maxStaleMs : now;
      if (entry && entry.contains >= change.index)
        this.#options.onCurrent(change, page, Math.min(now, Math.max(entry.installedAt, change.committedAt)));
      else if (until <= now) this.#options.onCurrent(change, page, now);
      else state.missing.push({ change, until });
      this.#expectRequest(page, state);
    }
  }

  /** The log has been read. */
  noteRead(changes: readonly SimulatedChange[], recorded: ReadonlySet<number>): void {
    for (const change of changes) if (!recorded.has(change.index) || this.#options.server > 0) this.record(change);
    for (const waiter of this.#readWaiters.splice(0)) waiter();
  }

  request(page: number, served: Served): void {
    const state = this.#stateOf(page);
    const { now } = this.#options.queue;
    const { entry } = state;
    const age = entry ? now - entry.at : Number.POSITIVE_INFINITY;
    const isOutdated = !entry || entry.since < state.invalidated;
    const mayBeShown = entry && entry.since >= state.urgent && !(isOutdated && age >= maxStaleMs);
    if (!mayBeShown) this.#load(page, state, served);
    else if (isOutdated && age > minStaleMs) this.#load(page, state, () => {});
    if (mayBeShown) served(entry.contains);
  }

  /** Settles what is still open at the end: after its time a page is no longer shown. */
  finish(): void {
    for (const [page, { missing }] of this.#pages)
      for (const { change, until } of missing.splice(0)) this.#options.onCurrent(change, page, until);
  }

  #stateOf(page: number): PageState {
    const known = this.#pages.get(page);
    if (known) return known;
    const state: PageState = {
      ...{ entry: undefined, invalidated: 0, urgent: 0, lastSeen: -1, loads: [], waiting: [], missing: [] },
      nextRequestAt: Number.POSITIVE_INFINITY,
    };
    this.#pages.set(page, state);
    return state;
  }

  /** Joins a load that is recent enough, or begins one. At most two of a page run at once. */
  #load(page: number, state: PageState, served: Served): void {
    const { now } = this.#options.queue;
    const newest = state.loads.at(-1);
    const isRecent = newest && newest.since >= state.urgent && now - newest.at < maxStaleMs;
    if (newest && (newest.since >= state.invalidated || isRecent)) return void newest.waiters.push(served);
    if (state.loads.length >= 2) return void state.waiting.push(served);
    const load: Load = { since: this.#sequence, at: now, waiters: [served] };
    state.loads.push(load);
    const { sharedPages } = this.#options;
    if (!sharedPages) {
      this.#render(page, (contains) => this.#end(page, state, load, contains));
      return;
    }
    const found = (contains: number) => {
      this.counts.fromOthers += 1;
      this.#end(page, state, load, contains);
    };
    sharedPages.obtain(
      page,
      () => state.lastSeen,
      found,
      () =>
        this.#render(page, (contains) => {
          this.#end(page, state, load, contains);
          this.#store(page, state, load, contains);
        }),
    );
  }

  #render(page: number, done: Served): void {
    const { queue, log, server, render } = this.#options;
    this.counts.renders += 1;
    const start = Math.max(queue.now, this.#threadFreeAt);
    this.#threadFreeAt = start + render.threadMs;
    queue.add(start, () => {
      const contains = log.lastOn(page, server, queue.now);
      queue.add(queue.now + render.waitMs, () => done(contains));
    });
  }

  #store(page: number, state: PageState, load: Load, contains: number): void {
    const { queue, sharedPages } = this.#options;
    const deadline = queue.now + positionWaitMs;
    const attempt = () => {
      const position = (this.follower?.readUpTo ?? 0) - 1;
      if (load.since < state.invalidated || queue.now >= deadline) sharedPages?.release(page);
      else if (state.lastSeen <= position) sharedPages?.store(page, { contains, position });
      else this.#readWaiters.push(attempt);
    };
    attempt();
  }

  #end(page: number, state: PageState, load: Load, contains: number): void {
    const { now } = this.#options.queue;
    state.loads = state.loads.filter((one) => one !== load);
    if (!state.entry || state.entry.since <= load.since) {
      state.entry = { contains, since: load.since, at: load.at, installedAt: now };
      const missing = state.missing.splice(0);
      for (const one of missing) {
        if (one.until <= now) this.#options.onCurrent(one.change, page, one.until);
        else if (contains >= one.change.index) this.#options.onCurrent(one.change, page, now);
        else state.missing.push({ ...one, until: Math.max(one.until, load.at + maxStaleMs) });
      }
    }
    for (const waiter of load.waiters) waiter(contains);
    for (const waiter of state.waiting.splice(0)) this.request(page, waiter);
    this.#expectRequest(page, state);
  }

  /** Readers request a page at random times: the first request that finds it outdated has it replaced. */
  #expectRequest(page: number, state: PageState): void {
    const { queue, nextRequest } = this.#options;
    const { entry } = state;
    if (!nextRequest || (entry && entry.since >= state.invalidated)) return;
    const mayStay = entry && entry.since >= state.urgent;
    const from = mayStay ? Math.max(queue.now, entry.at + minStaleMs) : queue.now;
    if (from >= state.nextRequestAt) return;
    const at = from + nextRequest(page);
    if (at >= state.nextRequestAt) return;
    state.nextRequestAt = at;
    queue.add(at, () => {
      if (state.nextRequestAt !== at) return;
      state.nextRequestAt = Number.POSITIVE_INFINITY;
      this.request(page, () => {});
      // A page that was replaced meanwhile needs no request; one that is being replaced is looked at when it is.
      if (state.loads.length === 0) this.#expectRequest(page, state);
    });
  }
}
