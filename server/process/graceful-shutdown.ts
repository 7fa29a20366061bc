import { setTimeout as sleep } from "node:timers/promises";
import { log } from "#lib/log/log.ts";

/** One Ctrl-C may arrive twice, from the terminal and passed on by a parent: signals this close are one wish (ms). */
const duplicateSignalMs = 400;
/** How long a stop waits for a start that is still under way (ms). */
const startTimeoutMs = 20_000;
/** A part that does not close within this is left (ms): a stuck one must not keep PostgreSQL from being stopped. */
const closeTimeoutMs = 12_000;
/** PostgreSQL writes what it has in memory (ms). */
export const databaseCloseTimeoutMs = 45_000;

/**
 * The life of the process: what was opened is closed in reverse order, once, however the end comes. A first SIGINT or
 * SIGTERM stops gracefully, a second one hurries.
 */
export class GracefulShutdown {
  /** Aborted when the stop begins. */
  readonly stopping: AbortSignal;
  /** Aborted when whoever stops is impatient: close at once what can be closed at once. */
  readonly force: AbortSignal;
  readonly #stopping = new AbortController();
  readonly #hurry = new AbortController();
  readonly #closers: { close: () => Promise<unknown> | unknown; limit: number }[] = [];
  #starting: Promise<unknown> = Promise.resolve();
  #last = 0;

  constructor() {
    this.stopping = this.#stopping.signal;
    this.force = this.#hurry.signal;
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => this.#wish());
    // A closing terminal ends the launcher, which this process notices; under nohup both go on.
    process.on("SIGHUP", () => {});
    // A reader of our output that went away (`npm start | head`) is no reason to end.
    for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  }

  #wish(): void {
    if (Date.now() - this.#last < duplicateSignalMs) return;
    this.#last = Date.now();
    if (this.stopping.aborted) this.#hurry.abort();
    else void this.stop(0);
  }

  /** Runs what brings the process up; a stop waits for it before it closes what was opened. */
  async start(work: () => Promise<void>): Promise<void> {
    const running = work();
    this.#starting = running.catch(() => {});
    await running;
  }

  /** Between two steps of a start: no further one once the stop has begun. */
  throwIfStopping(): void {
    this.stopping.throwIfAborted();
  }

  /** Registers what to close; the last registered is closed first. */
  onStop(close: () => Promise<unknown> | unknown, limit = closeTimeoutMs): void {
    this.#closers.push({ close, limit });
  }

  /** Closes everything and ends the process. */
  async stop(code: number): Promise<void> {
    if (this.stopping.aborted) return;
    this.#stopping.abort();
    if (code === 0) process.stdout.write("Stopping…\n");
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
