import postgres from "postgres";

/** `up`: it answers. `slow`: the last probe has waited longer than usual. `down`: it refused, or did not answer in time. */
export type DatabaseState = "up" | "slow" | "down";

/** What the rest of the process asks about the database. */
export interface Availability {
  readonly state: DatabaseState;
  /** Calls `listener` at each change, until the result is called. */
  onChange(listener: (state: DatabaseState) => void): () => void;
  /** A query failed as if the database were away: look at once. */
  suspect(): void;
}

interface WatchOptions {
  /** Milliseconds between probes while the database answers, and while it does not. */
  intervalMs?: number;
  retryMs?: number;
  /** Milliseconds without an answer after which the state is `slow`, then `down`. */
  slowMs?: number;
  downMs?: number;
}

/** Waiting time is counted in event-loop ticks of this length (ms), so that a thread blocked for seconds counts only one. */
const tickMs = 50;
/** After this long without an answer (ms) a probe is abandoned with its connection: the other end may be gone for good. */
const probeTimeoutMs = 5_000;

/**
 * Watches a database with one small query at a time on a connection of its own, so that no request has to find out by waiting.
 * A frozen server answers the pending probe as soon as it resumes; one that was down is probed every `retryMs`.
 */
export class DatabaseWatch implements Availability {
  #state: DatabaseState = "up";
  #closed = false;
  #wake = () => {};
  #sql: postgres.Sql;
  readonly #url: string;
  readonly #options: Required<WatchOptions>;
  readonly #listeners = new Set<(state: DatabaseState) => void>();
  readonly #running: Promise<void>;

  constructor(url: string, options: WatchOptions = {}) {
    this.#url = url;
    this.#options = { intervalMs: 500, retryMs: 200, slowMs: 200, downMs: 2_000, ...options };
    this.#sql = this.#connect();
    this.#running = this.#watch();
  }

  get state(): DatabaseState {
    return this.#state;
  }

  onChange(listener: (state: DatabaseState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  suspect(): void {
    this.#wake();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#sql.end({ timeout: 0 });
    await this.#running;
  }

  #connect(): postgres.Sql {
    return postgres(this.#url, {
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      connect_timeout: probeTimeoutMs / 1_000,
      fetch_types: false,
      backoff: () => 0,
      onnotice: () => {},
    });
  }

  #set(state: DatabaseState): void {
    if (state === this.#state || this.#closed) return;
    this.#state = state;
    for (const listener of [...this.#listeners]) listener(state);
  }

  async #watch(): Promise<void> {
    while (!this.#closed) {
      const answered = await this.#probe();
      if (this.#closed) return;
      this.#set(answered ? "up" : "down");
      await this.#pause(answered ? this.#options.intervalMs : this.#options.retryMs);
    }
  }

  /** Whether the database answers; sets `slow` and `down` while it does not. */
  async #probe(): Promise<boolean> {
    const { slowMs, downMs } = this.#options;
    const asked = this.#sql.unsafe("select 1").then(
      () => true,
      () => false,
    );
    const { promise: givenUp, resolve: giveUp } = Promise.withResolvers<false>();
    let ticks = 0;
    const clock = setInterval(() => {
      ticks += 1;
      if (ticks * tickMs > probeTimeoutMs) giveUp(false);
      else if (ticks * tickMs > downMs) this.#set("down");
      else if (ticks * tickMs > slowMs && this.#state === "up") this.#set("slow");
    }, tickMs);
    clock.unref();
    const answered = await Promise.race([asked, givenUp]);
    clearInterval(clock);
    if (!answered && !this.#closed) {
      // A connection that failed, or says nothing, may never answer again (see guarded-pool.ts).
      void this.#sql.end({ timeout: 0 });
      this.#sql = this.#connect();
    }
    return answered;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

declare global {
  // Set by the serving process alone. The server's own modules and Next's bundle are two module graphs with one pool.
  var vigieAvailability: DatabaseWatch | undefined;
}
