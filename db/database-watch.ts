import type postgres from "postgres";
import { openLastingConnection } from "./single-connection.ts";

/**
 * `up`: it responds. `slow`: the last probe has waited longer than usual. `down`: it refused, or did not respond in
 * time.
 */
export type DatabaseState = "up" | "slow" | "down";

/** What the process knows about the database's availability. */
export interface Availability {
  readonly state: DatabaseState;
  /** Calls `listener` at each change, until the returned function is called. */
  onChange(listener: (state: DatabaseState) => void): () => void;
  /** Reports that a query failed as if the database were unavailable: the watch probes at once. */
  suspect(): void;
}

interface WatchOptions {
  /** Milliseconds between probes while the database responds, and while it does not. */
  intervalMs?: number;
  retryMs?: number;
  /** Milliseconds without a response after which the state is `slow`, then `down`. */
  slowMs?: number;
  downMs?: number;
}

/**
 * Waiting time is counted in event-loop ticks of this length (ms), so that a thread blocked for seconds counts only
 * one.
 */
const tickMs = 50;
/**
 * After this long without a response (ms) a probe is abandoned with its connection: the other end may never come back.
 */
const probeTimeoutMs = 5_000;

/**
 * Watches a database with one small query at a time on a separate connection, so that no request has to find out by
 * waiting. A frozen server answers the pending probe as soon as it resumes; one that was down is probed every
 * `retryMs`.
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
    return openLastingConnection(this.#url, {
      connect_timeout: probeTimeoutMs / 1_000,
      backoff: () => 0,
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

  /** Whether the database responds; sets `slow` and `down` while it does not. */
  async #probe(): Promise<boolean> {
    const { slowMs, downMs } = this.#options;
    const response = this.#sql.unsafe("select 1").then(
      () => true,
      () => false,
    );
    const { promise: timedOut, resolve: giveUp } = Promise.withResolvers<false>();
    let ticks = 0;
    const clock = setInterval(() => {
      ticks += 1;
      if (ticks * tickMs > probeTimeoutMs) giveUp(false);
      else if (ticks * tickMs > downMs) this.#set("down");
      else if (ticks * tickMs > slowMs && this.#state === "up") this.#set("slow");
    }, tickMs);
    clock.unref();
    const answered = await Promise.race([response, timedOut]);
    clearInterval(clock);
    if (!answered && !this.#closed) {
      // A connection that failed or is silent may never respond again (see guarded-pool.ts).
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
  // Set only by the serving process. The server's own modules and Next's bundle are two module graphs with one pool.
  var vigieAvailability: Availability | undefined;
}
