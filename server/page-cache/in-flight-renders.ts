import { FairConcurrencyLimit } from "../http/guard/fair-concurrency-limit.ts";
import type { FairQueue } from "../http/guard/fair-queue.ts";
import type { InvalidationLog } from "./invalidation-log.ts";
import type { PageKey } from "./key.ts";
import type { PendingCacheWrites, RenderSnapshot } from "./next/pending-cache-writes.ts";
import type { CachedPage } from "./page.ts";

/** The client for background refreshes: the queue counts it as one network. */
const siteClient = "";

/** Renders the page; `snapshot` tells, once it is rendered, which invalidation the result is current with. */
type Run = (snapshot: RenderSnapshot) => Promise<RenderOutcome>;

interface InFlightRender {
  outcome: Promise<RenderOutcome>;
  /** The number of the invalidation log when the render began; undefined before that. */
  since: number | undefined;
  /** When the render began, in the clock's ms. */
  at: number;
  snapshot?: RenderSnapshot;
  waiters: FairConcurrencyLimit;
  /** While it waits in the queue: the networks that wait for it. */
  queued?: { networks: Set<string>; take(leave: () => void): void } | undefined;
}

interface InFlightRendersOptions {
  invalidations: InvalidationLog;
  now(): number;
  maxRenders: number;
  maxWaiters: number;
  pendingWrites: Pick<PendingCacheWrites, "settled" | "begin">;
  /** The queue in which renders start. Other work of the process uses it too. */
  queue: Pick<FairQueue, "enter">;
}

/**
 * Runs one render per page at a time and shares it among all requests. A request that arrives after an invalidation
 * does not join a render that began before it. Such requests share the next render, which starts when the earlier one
 * has ended, because Next itself would join the two, and after the data that other renders are computing (see
 * `PendingCacheWrites`). A request that may wait (`patience`: for how many ms a page may lack non-urgent invalidations)
 * may join a render that is still young enough.
 */
export class InFlightRenders {
  readonly #byId = new Map<string, InFlightRender>();
  readonly #byPage = new Map<string, Set<InFlightRender>>();
  readonly #options: InFlightRendersOptions;
  /** Running renders per client: one network can never take all of them. */
  readonly #perClient: FairConcurrencyLimit;
  #running = 0;

  constructor(options: InFlightRendersOptions) {
    this.#options = options;
    this.#perClient = new FairConcurrencyLimit(options.maxRenders);
  }

  /** Renders running in Next. */
  get running(): number {
    return this.#running;
  }

  /** Joins or starts the render of a page. `client`: the network of the request. */
  async join(key: PageKey, run: Run, patience: number, client: string): Promise<RenderOutcome> {
    const flight = this.#usable(key.id, patience) ?? this.#begin(key, run, client);
    if (!flight?.waiters.acquire(client)) return { kind: "busy" };
    this.#queue(flight, client);
    return flight.outcome;
  }

  /** Starts a render in the background, unless one is running or there are too many. */
  refresh(key: PageKey, run: Run): void {
    if (!this.#byId.has(key.id)) this.#begin(key, run);
  }

  #usable(id: string, patience: number): InFlightRender | undefined {
    const flight = this.#byId.get(id);
    const { invalidations, now } = this.#options;
    // The render has not begun, or nothing was invalidated since it began.
    if (!flight || flight.since === undefined || flight.since >= invalidations.sequence) return flight;
    return now() - flight.at < patience && !invalidations.hasUrgentSince(flight.since) ? flight : undefined;
  }

  #begin(key: PageKey, run: Run, client?: string): InFlightRender | undefined {
    const { maxRenders, maxWaiters } = this.#options;
    if (this.#running >= maxRenders) return undefined;
    const leave = client === undefined ? () => {} : this.#perClient.enter(client);
    if (!leave) return undefined;
    const mates = this.#byPage.get(key.page) ?? new Set();
    this.#byPage.set(key.page, mates);
    const waiters = new FairConcurrencyLimit(maxWaiters);
    const flight: InFlightRender = { outcome: Promise.resolve({ kind: "busy" }), since: undefined, at: 0, waiters };
    flight.outcome = this.#fly(flight, mates, run, client ?? siteClient).finally(() => {
      this.#running -= 1;
      leave();
      if (this.#byId.get(key.id) === flight) this.#byId.delete(key.id);
      mates.delete(flight);
      if (mates.size === 0 && this.#byPage.get(key.page) === mates) this.#byPage.delete(key.page);
    });
    // A refresh has no waiter to receive a failure; waiting requests get the same rejection.
    flight.outcome.catch(() => {});
    this.#running += 1;
    this.#byId.set(key.id, flight);
    mates.add(flight);
    return flight;
  }

  async #fly(
    flight: InFlightRender,
    mates: ReadonlySet<InFlightRender>,
    run: Run,
    client: string,
  ): Promise<RenderOutcome> {
    const turn = this.#options.queue.enter(client);
    const leave = turn instanceof Promise ? await this.#firstTurn(flight, client, turn) : turn;
    return this.#render(flight, mates, run).finally(leave);
  }

  /**
   * A page that waits in the queue of a network at its limit is rendered in the turn of any other network that requests
   * it.
   */
  async #firstTurn(flight: InFlightRender, client: string, turn: Promise<() => void>): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<() => void>();
    const take = (leave: () => void) => {
      if (flight.queued === undefined) return leave();
      flight.queued = undefined;
      resolve(leave);
    };
    flight.queued = { networks: new Set([client]), take };
    void turn.then(take);
    return promise;
  }

  #queue({ queued }: InFlightRender, client: string): void {
    if (!queued || queued.networks.has(client)) return;
    queued.networks.add(client);
    void Promise.resolve(this.#options.queue.enter(client)).then(queued.take);
  }

  async #render(flight: InFlightRender, mates: ReadonlySet<InFlightRender>, run: Run): Promise<RenderOutcome> {
    const { invalidations, pendingWrites, now } = this.#options;
    const settled = pendingWrites.settled();
    if (settled) await settled;
    const overtaken = () => [...mates].filter(({ since }) => since !== undefined && since < invalidations.sequence);
    for (let old = overtaken(); old.length > 0; old = overtaken())
      await Promise.allSettled(old.map((one) => one.outcome));
    const snapshot = pendingWrites.begin([...mates].flatMap((mate) => mate.snapshot ?? []));
    flight.since = invalidations.sequence;
    flight.at = now();
    flight.snapshot = snapshot;
    try {
      return await run(snapshot);
    } finally {
      snapshot.end();
    }
  }
}

/**
 * The outcome of a render. `shared` may be stored. `failed` is sent to the waiting requests and never stored (without a
 * page, the database became unavailable meanwhile). `private` belongs to one client.
 */
export type RenderOutcome =
  | { kind: "shared"; page: CachedPage; tags: string[] | undefined; onePass?: boolean }
  | { kind: "failed"; page?: CachedPage }
  | { kind: "private" }
  | { kind: "busy" };
