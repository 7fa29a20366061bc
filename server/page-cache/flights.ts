import type { ClearLog } from "./clear-log.ts";
import type { PageKey } from "./key.ts";
import type { Outcome } from "./pages.ts";

interface Flight {
  outcome: Promise<Outcome>;
  /** The clear log's number when the render began; undefined while it has not. */
  since: number | undefined;
  waiters: number;
}

/** After this many renders overtaken by clears a client is asked to come back rather than shown something old. */
const mostAttempts = 10;

/**
 * One render per page at a time, whoever asks. A render that began before a clear is joined by nobody who came after it: they share the
 * next one, which starts when the earlier has ended, because Next itself would join the two.
 */
export class Flights {
  readonly #byId = new Map<string, Flight>();
  readonly #byPage = new Map<string, Set<Flight>>();
  readonly #clears: ClearLog;
  readonly #mostRenders: number;
  readonly #mostWaiters: number;
  #running = 0;

  constructor(clears: ClearLog, mostRenders: number, mostWaiters: number) {
    this.#clears = clears;
    this.#mostRenders = mostRenders;
    this.#mostWaiters = mostWaiters;
  }

  /** Renders in Next now. */
  get running(): number {
    return this.#running;
  }

  async join(key: PageKey, run: () => Promise<Outcome>): Promise<Outcome> {
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const flight = this.#usable(key.id) ?? this.#begin(key, run);
      if (!flight || flight.waiters >= this.#mostWaiters) return { kind: "busy" };
      const asked = this.#clears.sequence;
      flight.waiters += 1;
      const outcome = await flight.outcome;
      // Begun after the question, or nothing cleared between its beginning and the question.
      if (flight.since === undefined || flight.since >= asked) return outcome;
    }
    return { kind: "busy" };
  }

  /** Starts a render that nobody waits for, unless one runs or there are too many. */
  refresh(key: PageKey, run: () => Promise<Outcome>): void {
    if (!this.#byId.has(key.id)) this.#begin(key, run);
  }

  #usable(id: string): Flight | undefined {
    const flight = this.#byId.get(id);
    if (!flight || flight.since === undefined || flight.since >= this.#clears.sequence) return flight;
    return undefined;
  }

  #begin(key: PageKey, run: () => Promise<Outcome>): Flight | undefined {
    if (this.#running >= this.#mostRenders) return undefined;
    const mates = this.#byPage.get(key.page) ?? new Set();
    this.#byPage.set(key.page, mates);
    const overtaken = [...mates].filter((mate) => mate.since !== undefined && mate.since < this.#clears.sequence);
    const flight: Flight = { outcome: Promise.resolve({ kind: "busy" }), since: undefined, waiters: 0 };
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
    flight.since = this.#clears.sequence;
    return run();
  }
}
