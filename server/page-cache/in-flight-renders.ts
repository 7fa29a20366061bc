import type { InvalidationLog } from "#lib/cache/invalidation-log.ts";
import { FairConcurrencyLimit } from "../http/guard/fair-concurrency-limit.ts";
import type { FairQueue, RequestPriority } from "../http/guard/fair-queue.ts";
import type { PageKey } from "./key.ts";
import type { CachedPage } from "./page.ts";

/** The client for background refreshes: the queue counts it as one network. */
const siteClient = "";

/** The share of the renders that is left for pages that readers have had, however many networks request new ones. */
const keptShare = 1 / 4;

/** Maximum number of simultaneous renders of one page: a slow one does not delay requests after an invalidation. */
const maxRendersOfPage = 2;

/** Maximum number of simultaneous renders that no request waits for. They share one thread with those that readers wait for. */
const maxIdleRenders = 2;

/** Renders the page. */
type Run = () => Promise<RenderOutcome>;

interface InFlightRender {
  outcome: Promise<RenderOutcome>;
  /** The number of the invalidation log when the render began; undefined before that. */
  since: number | undefined;
  /** When the render began, in the clock's ms. */
  at: number;
  waiters: FairConcurrencyLimit;
  /** While it waits in the queue: the networks that wait for it. */
  queued?:
    | { networks: Set<string>; priority: RequestPriority; take(leave: (() => void) | undefined): void }
    | undefined;
}

interface InFlightRendersOptions {
  invalidations: InvalidationLog;
  now(): number;
  maxRenders: number;
  maxWaiters: number;
  /** The queue in which renders start. Other work of the process uses it too. */
  queue: Pick<FairQueue, "enter">;
}

/**
 * Renders each page once for all requests that wait for it. A request after an invalidation does not join a render that
 * began before it; all such requests share the next render, and at most two renders of a page run at once. A request
 * that accepts a page without additions for `patience` ms may join a render that began less than that ago.
 */
export class InFlightRenders {
  /** The newest render of each page. */
  readonly #byId = new Map<string, InFlightRender>();
  /** The running renders of each page. */
  readonly #runningById = new Map<string, Set<Promise<unknown>>>();
  readonly #options: InFlightRendersOptions;
  /** Running renders per client: one network can never take all of them. */
  readonly #perClient: FairConcurrencyLimit;
  #running = 0;
  #idle = 0;

  constructor(options: InFlightRendersOptions) {
    this.#options = options;
    this.#perClient = new FairConcurrencyLimit(options.maxRenders);
  }

  /** Renders running in Next. */
  get running(): number {
    return this.#running;
  }

  /** Joins or starts the render of a page. `client`: the network of the request. */
  async join(
    key: PageKey,
    run: Run,
    patience: number,
    { client, priority }: { client: string; priority: RequestPriority },
  ): Promise<RenderOutcome> {
    const flight = this.#usable(key.id, patience) ?? this.#beginFor(key, run, priority, client);
    if (!flight?.waiters.acquire(client)) return { kind: "busy" };
    // A prefetch gives its network no further turn.
    if (priority !== "prefetch") this.#queue(flight, client);
    return flight.outcome;
  }

  /** Starts a render in the background, unless one is running or there are too many. */
  refresh(key: PageKey, run: Run): void {
    if (!this.#byId.has(key.id)) this.#begin(key, run, "keptPage");
  }

  /**
   * Starts a render that no request waits for, if it delays no request. At most `maxIdleRenders` run at once; beyond that
   * none is started, and the next request for the page tries again.
   */
  refreshWhenIdle(key: PageKey, run: Run): void {
    if (this.#byId.has(key.id) || this.#idle >= maxIdleRenders) return;
    const flight = this.#beginFor(key, run, "prefetch", siteClient);
    if (!flight) return;
    this.#idle += 1;
    const end = () => {
      this.#idle -= 1;
    };
    flight.outcome.then(end, end);
  }

  #usable(id: string, patience: number): InFlightRender | undefined {
    const flight = this.#byId.get(id);
    const { invalidations, now } = this.#options;
    // The render has not begun, or nothing was invalidated since it began.
    if (!flight || flight.since === undefined || flight.since >= invalidations.sequence) return flight;
    return now() - flight.at < patience && !invalidations.hasUrgentSince(flight.since) ? flight : undefined;
  }

  /** A prefetch that is refused leaves no render behind, which a reader would join and be refused with. */
  #beginFor(key: PageKey, run: Run, priority: RequestPriority, client: string): InFlightRender | undefined {
    if (priority !== "prefetch") return this.#begin(key, run, priority, client);
    const turn = this.#options.queue.enter(client, priority);
    if (turn instanceof Promise) return undefined;
    const flight = this.#begin(key, run, priority, client, turn);
    if (!flight) turn();
    return flight;
  }

  #begin(
    key: PageKey,
    run: Run,
    priority: RequestPriority,
    client?: string,
    turn?: () => void,
  ): InFlightRender | undefined {
    const { maxRenders, maxWaiters } = this.#options;
    const reserved = priority === "keptPage" ? 0 : Math.floor(maxRenders * keptShare);
    if (this.#running >= maxRenders - reserved) return undefined;
    const leave = client === undefined ? () => {} : this.#perClient.enter(client);
    if (!leave) return undefined;
    const waiters = new FairConcurrencyLimit(maxWaiters);
    const flight: InFlightRender = { outcome: Promise.resolve({ kind: "busy" }), since: undefined, at: 0, waiters };
    flight.outcome = this.#renderInTurn(key.id, flight, run, priority, client ?? siteClient, turn).finally(() => {
      this.#running -= 1;
      leave();
      if (this.#byId.get(key.id) === flight) this.#byId.delete(key.id);
    });
    // A refresh has no waiter to receive a failure; waiting requests get the same rejection.
    flight.outcome.catch(() => {});
    this.#running += 1;
    this.#byId.set(key.id, flight);
    return flight;
  }

  async #renderInTurn(
    id: string,
    flight: InFlightRender,
    run: Run,
    priority: RequestPriority,
    client: string,
    taken?: () => void,
  ): Promise<RenderOutcome> {
    const turn = taken ?? this.#options.queue.enter(client, priority);
    const leave = turn instanceof Promise ? await this.#firstTurn(flight, client, priority, turn) : turn;
    return leave ? this.#render(id, flight, run).finally(leave) : { kind: "busy" };
  }

  /**
   * Waits for the first turn of any network that requests the page, so that a network at its limit does not delay the
   * others. Resolves to undefined if the queue refused all of them.
   */
  async #firstTurn(
    flight: InFlightRender,
    client: string,
    priority: RequestPriority,
    turn: Promise<(() => void) | undefined>,
  ): Promise<(() => void) | undefined> {
    const { promise, resolve } = Promise.withResolvers<(() => void) | undefined>();
    const networks = new Set([client]);
    let refusals = 0;
    const take = (leave: (() => void) | undefined) => {
      if (flight.queued === undefined) return leave?.();
      if (!leave) refusals += 1;
      if (!leave && refusals < networks.size) return;
      flight.queued = undefined;
      resolve(leave);
    };
    flight.queued = { networks, priority, take };
    void turn.then(take);
    return promise;
  }

  #queue({ queued }: InFlightRender, client: string): void {
    if (!queued || queued.networks.has(client)) return;
    queued.networks.add(client);
    void Promise.resolve(this.#options.queue.enter(client, queued.priority)).then(queued.take);
  }

  async #render(id: string, flight: InFlightRender, run: Run): Promise<RenderOutcome> {
    const running = this.#runningById.get(id) ?? new Set<Promise<unknown>>();
    this.#runningById.set(id, running);
    while (running.size >= maxRendersOfPage) await Promise.race(running);
    flight.since = this.#options.invalidations.sequence;
    flight.at = this.#options.now();
    const outcome = run();
    const ended = outcome.then(
      () => {},
      () => {},
    );
    running.add(ended);
    try {
      return await outcome;
    } finally {
      running.delete(ended);
      // Only the newest render can still be waiting for its turn.
      const newest = this.#byId.get(id);
      if (running.size === 0 && (!newest || newest === flight)) this.#runningById.delete(id);
    }
  }
}

/**
 * The outcome of a render. `shared` may be stored. `failed` is sent to the waiting requests and never stored (without a
 * page, the database became unavailable meanwhile). `isFromInstance`: another instance has rendered it. `private` belongs to one client.
 */
export type RenderOutcome =
  | { kind: "shared"; page: CachedPage; tags: readonly string[]; expiresAt: number; isFromInstance?: true }
  | { kind: "failed"; page?: CachedPage }
  | { kind: "private" }
  | { kind: "busy" };
