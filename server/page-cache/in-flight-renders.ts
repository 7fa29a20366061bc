import { FairConcurrencyLimit } from "../http/guard/fair-concurrency-limit.ts";
import type { FairQueue } from "../http/guard/fair-queue.ts";
import type { InvalidationLog } from "./invalidation-log.ts";
import type { PageKey } from "./key.ts";
import type { PendingCacheWrites, RenderSnapshot } from "./next/pending-cache-writes.ts";
import type { CachedPage } from "./page.ts";

/** For whom pages are refreshed behind an answer: they take turns like the work of one network. */
const siteClient = "";

/** Makes the page; `dating` says as of which clear it is, once it is made. */
type Run = (dating: RenderSnapshot) => Promise<RenderOutcome>;

interface InFlightRender {
  outcome: Promise<RenderOutcome>;
  /** The clear log's number when the render began; undefined while it has not. */
  since: number | undefined;
  /** When it began, in the clock's ms. */
  at: number;
  snapshot?: RenderSnapshot;
  waiters: FairConcurrencyLimit;
  /** Until it has a turn: the networks in whose order it stands. */
  queued?: { networks: Set<string>; take(leave: () => void): void } | undefined;
}

interface InFlightRendersOptions {
  invalidations: InvalidationLog;
  now(): number;
  maxRenders: number;
  maxWaiters: number;
  pendingWrites: Pick<PendingCacheWrites, "settled" | "begin">;
  /** In which renders begin, with other work of the process. */
  queue: Pick<FairQueue, "enter">;
}

/**
 * One render per page at a time, whoever asks. A render that began before a clear is joined by nobody who came after it: they share the
 * next one, which starts when the earlier has ended, because Next itself would join the two (and after data that others were making for
 * pages of their own, see `PendingCacheWrites`). Who may wait (`patience`, the ms for which a
 * page may be behind clears that are not urgent) joins it all the same while it is as young as that.
 */
export class InFlightRenders {
  readonly #byId = new Map<string, InFlightRender>();
  readonly #byPage = new Map<string, Set<InFlightRender>>();
  readonly #options: InFlightRendersOptions;
  /** Renders begun, per client: one network can never begin so many that others find no room. */
  readonly #begun: FairConcurrencyLimit;
  #running = 0;

  constructor(options: InFlightRendersOptions) {
    this.#options = options;
    this.#begun = new FairConcurrencyLimit(options.maxRenders);
  }

  /** Renders in Next now. */
  get running(): number {
    return this.#running;
  }

  /** `client`: the network that asks. */
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
    // Not begun yet, or nothing was cleared since it began.
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
    // A refresh has no waiter to hear of a failure; those who wait get the same rejection.
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

  /** A page that waits in the order of a greedy network takes the turn of any other that asks for it as well. */
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
 * What a render ended in. `shared` may be kept; `failed` is answered to those who waited and never kept (without a page: the database went away
 * meanwhile); `private` is each client's own.
 */
export type RenderOutcome =
  | { kind: "shared"; page: CachedPage; tags: string[] | undefined; onePass?: boolean }
  | { kind: "failed"; page?: CachedPage }
  | { kind: "private" }
  | { kind: "busy" };
