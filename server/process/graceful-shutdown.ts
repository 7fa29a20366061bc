import { setTimeout as sleep } from "node:timers/promises";
import { log } from "#lib/log/log.ts";

/** One Ctrl-C may arrive twice, from the terminal and from a parent: signals this close together count as one (ms). */
const duplicateSignalMs = 400;
/** How long a stop waits for a start in progress (ms). */
const startTimeoutMs = 20_000;
/** A component that does not close within this is abandoned (ms): it must not keep PostgreSQL from being stopped. */
const closeTimeoutMs = 12_000;
/** How long PostgreSQL may take to write its memory to disk (ms). */
export const databaseCloseTimeoutMs = 45_000;

/**
 * Closes everything that was opened, once and in reverse order, however the process ends. The first SIGINT or SIGTERM
 * stops gracefully, a second one closes at once.
 */
export class GracefulShutdown {
  /** Aborted when the stop begins. */
  readonly stopping: AbortSignal;
  /** Aborted by a second signal: close at once what can be closed at once. */
  readonly force: AbortSignal;
  readonly #stopping = new AbortController();
  readonly #force = new AbortController();
  readonly #closers: { close: () => Promise<unknown> | unknown; limit: number }[] = [];
  #starting: Promise<unknown> = Promise.resolve();
  #lastSignalAt = 0;

  constructor() {
    this.stopping = this.#stopping.signal;
    this.force = this.#force.signal;
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => this.#onSignal());
    // When a terminal closes, the launcher ends, which this process notices. Under nohup both continue.
    process.on("SIGHUP", () => {});
    // A closed reader of our output (`npm start | head`) is no reason to stop.
    for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  }

  #onSignal(): void {
    if (Date.now() - this.#lastSignalAt < duplicateSignalMs) return;
    this.#lastSignalAt = Date.now();
    if (this.stopping.aborted) this.#force.abort();
    else void this.stop(0);
  }

  /** Runs the start of the process. A stop waits for it before it closes what was opened. */
  async start(work: () => Promise<void>): Promise<void> {
    const running = work();
    this.#starting = running.catch(() => {});
    await running;
  }

  /** Call between two steps of a start: throws once the stop has begun. */
  throwIfStopping(): void {
    this.stopping.throwIfAborted();
  }

  /** Registers what to close; the last registered is closed first. */
  onStop(close: () => Promise<unknown> | unknown, limit = closeTimeoutMs): void {
    this.#closers.push({ close, limit });
  }

  /** Closes everything and ends the process. `line` is printed for a stop without a failure. */
  async stop(code: number, line = "Stopping…"): Promise<void> {
    if (this.stopping.aborted) return;
    this.#stopping.abort();
    if (code === 0) process.stdout.write(`${line}\n`);
    await Promise.race([this.#starting, sleep(startTimeoutMs)]);
    for (const { close, limit } of this.#closers.reverse()) {
      try {
        const closed = Promise.resolve(close()).then(() => true);
        if (!(await Promise.race([closed, sleep(limit, false)]))) {
          log.error(`A component did not close within ${limit / 1000} s and was abandoned.`);
        }
      } catch (error) {
        log.error({ err: error }, "A component could not be closed.");
      }
    }
    process.exit(code);
  }
}
