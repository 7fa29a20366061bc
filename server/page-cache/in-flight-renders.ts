import { FairConcurrencyLimit } from "../http/guard/fair-concurrency-limit.ts";
import type { FairQueue } from "../http/guard/fair-queue.ts";
import type { InvalidationLog } from "./invalidation-log.ts";
import type { PageKey } from "./key.ts";
import type { PendingCacheWrites, RenderSnapshot } from "./next/pending-cache-writes.ts";
import type { CachedPage } from "./page.ts";

/** The client for which pages are refreshed in the background: in the queue it counts as one network. */
const siteClient = "";

/** Renders the page; `dating` says as of which invalidation it is, once it is rendered. */
type Run = (dating: RenderSnapshot) => Promise<RenderOutcome>;

interface InFlightRender {
  outcome: Promise<RenderOutcome>;
  /** The number of the invalidation log when the render began; undefined while it has not. */
  since: number | undefined;
  /** When it began, in the clock's ms. */
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
  /** The queue in which renders begin, with other work of the process. */
  queue: Pick<FairQueue, "enter">;
}

/**
 * Runs one render per page at a time, for all its requests. No request that came after an invalidation joins a render
 * that began before it: such requests share the next one, which starts when the earlier has ended, because Next itself
 * would join the two (and after data that other renders are making, see `PendingCacheWrites`). A request that may wait
 * (`patience`: for how many ms a page may lack non-urgent invalidations) joins it all the same while it is young
 * enough.
 */
export class InFlightRenders {
  readonly #byId = new Map<string, InFlightRender>();
  readonly #byPage = new Map<string, Set<InFlightRender>>();
  readonly #options: InFlightRendersOptions;
  /** Renders begun, per client: one network can never begin so many that none are left for others. */
  readonly #begun: FairConcurrencyLimit;
  #running = 0;

  constructor(options: InFlightRendersOptions) {
    this.#options = options;
    this.#begun = new FairConcurrencyLimit(options.maxRenders);
  }

  /** Renders running in Next. */
  get running(): number {
    return this.#running;
  }

  /** `client`: the network of the request. */
  async join(key: PageKey, run: Run, patience: number, client: string): Promise<RenderOutcome> {
    const flight = this.#usable(key.id, patience) ?? this.#begin(key, run, client);
    if (!flight?.waiters.acquire(client)) return { kind: "busy" };
    this.#queue(flight, client);
    return flight.outcome;
  }

  /** Starts a render that nobody waits for, unless one runs or there are too many. */
  refresh(key: PageKey, run: Run): void {
    if (!this.#byId.has(key.id)) this.#begin(key, run);
  }

  #usable(id: string, patience: number): InFlightRender | undefined {
    const flight = this.#byId.get(id);
    const { invalidations, now } = this.#options;
    // Not begun yet, or nothing was invalidated since it began.
    if (!flight || flight.since === undefined || flight.since >= invalidations.sequence) return flight;
    return now() - flight.at < patience && !invalidations.hasUrgentSince(flight.since) ? flight : undefined;
  }

  #begin(key: PageKey, run: Run, client?: string): InFlightRender | undefined {
    const { maxRenders, maxWaiters } = this.#options;
    if (this.#running >= maxRenders) return undefined;
    const leave = client === undefined ? () => {} : this.#begun.enter(client);
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
    // A refresh has no waiter to receive a failure; those who wait get the same rejection.
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
    const dating = pendingWrites.begin([...mates].flatMap((mate) => mate.snapshot ?? []));
    flight.since = invalidations.sequence;
    flight.at = now();
    flight.snapshot = dating;
    try {
      return await run(dating);
    } finally {
      dating.end();
    }
  }
}

/**
 * The outcome of a render. `shared` may be stored; `failed` is sent to those who waited and never stored (without a
 * page: the database became unavailable meanwhile); `private` is each client's own.
 */
export type RenderOutcome =
  | { kind: "shared"; page: CachedPage; tags: string[] | undefined; onePass?: boolean }
  | { kind: "failed"; page?: CachedPage }
  | { kind: "private" }
  | { kind: "busy" };
