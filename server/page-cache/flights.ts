import type { ClearLog } from "./clear-log.ts";
import type { Fills } from "./fills.ts";
import type { PageKey } from "./key.ts";
import type { Outcome } from "./pages.ts";

interface Flight {
  outcome: Promise<Outcome>;
  /** The clear log's number when the render began; undefined while it has not. */
  since: number | undefined;
  /** When it began, in the clock's ms. */
  at: number;
  waiters: number;
}

export interface FlightsOptions {
  clears: ClearLog;
  now(): number;
  mostRenders: number;
  mostWaiters: number;
  fills: Pick<Fills, "settled" | "since">;
}

/**
 * One render per page at a time, whoever asks. A render that began before a clear is joined by nobody who came after it: they share the
 * next one, which starts when the earlier has ended, because Next itself would join the two (and after data that others were making for
 * pages of their own, see `Fills`). Who may wait (`patience`, the ms for which a
 * page may be behind clears that are not urgent) joins it all the same while it is as young as that.
 */
export class Flights {
  readonly #byId = new Map<string, Flight>();
  readonly #byPage = new Map<string, Set<Flight>>();
  readonly #options: FlightsOptions;
  #running = 0;

  constructor(options: FlightsOptions) {
    this.#options = options;
  }

  /** Renders in Next now. */
  get running(): number {
    return this.#running;
  }

  async join(key: PageKey, run: () => Promise<Outcome>, patience: number): Promise<Outcome> {
    const flight = this.#usable(key.id, patience) ?? this.#begin(key, run);
    if (!flight || flight.waiters >= this.#options.mostWaiters) return { kind: "busy" };
    flight.waiters += 1;
    return flight.outcome;
  }

  /** Starts a render that nobody waits for, unless one runs or there are too many. */
  refresh(key: PageKey, run: () => Promise<Outcome>): void {
    if (!this.#byId.has(key.id)) this.#begin(key, run);
  }

  #usable(id: string, patience: number): Flight | undefined {
    const flight = this.#byId.get(id);
    const { clears, now } = this.#options;
    // Not begun yet, or nothing was cleared since it began.
    if (!flight || flight.since === undefined || flight.since >= clears.sequence) return flight;
    return now() - flight.at < patience && !clears.anyUrgentSince(flight.since) ? flight : undefined;
  }

  #begin(key: PageKey, run: () => Promise<Outcome>): Flight | undefined {
    const { clears, mostRenders } = this.#options;
    if (this.#running >= mostRenders) return undefined;
    const mates = this.#byPage.get(key.page) ?? new Set();
    this.#byPage.set(key.page, mates);
    const overtaken = [...mates].filter((mate) => mate.since !== undefined && mate.since < clears.sequence);
    const flight: Flight = { outcome: Promise.resolve({ kind: "busy" }), since: undefined, at: 0, waiters: 0 };
    flight.outcome = this.#fly(flight, overtaken, run).finally(() => {
      this.#running -= 1;
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

  async #fly(flight: Flight, overtaken: Flight[], run: () => Promise<Outcome>): Promise<Outcome> {
    if (overtaken.length > 0) await Promise.allSettled(overtaken.map((one) => one.outcome));
    const { fills, now } = this.#options;
    const settled = fills.settled();
    if (settled) await settled;
    flight.since = fills.since;
    flight.at = now();
    return run();
  }
}
