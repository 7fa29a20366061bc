import type { SimulatedChange, SimulatedChangeLog } from "./changes.ts";
import type { EventQueue } from "./event-queue.ts";

/** As in server/page-cache/follow-changes.ts. */
const pollIntervalMs = 250;
const minPollGapMs = 10;
const minNotifyGapMs = 50;
const standbyLagMs = 1_000;
const standbyPollMs = 25;

interface FollowerOptions {
  queue: EventQueue;
  log: SimulatedChangeLog;
  /** The server that is read: 0 is the primary. */
  server: number;
  /** How long a read takes (ms). */
  readMs: number;
  /** Called with what a read has returned. */
  onRead(changes: readonly SimulatedChange[]): void;
  /** Notifies all others. */
  notify(): void;
}

/** Reads the change log as a process of the site does (`followChanges`), in simulated time. */
export class SimulatedFollower {
  readonly counts = { reads: 0, rows: 0, notifications: 0 };
  /** The number of changes that were read. */
  readUpTo = 0;
  readonly #options: FollowerOptions;
  #isReading = false;
  #isAwaited = false;
  #lastReadAt = Number.NEGATIVE_INFINITY;
  #awaitedUntil = Number.NEGATIVE_INFINITY;
  #notifiedAt = Number.NEGATIVE_INFINITY;
  #isNotifying = false;
  /** The next read; earlier plans are void. */
  #plan = 0;

  /** `offsetMs`: until the first read, so that processes are not in step. */
  constructor(options: FollowerOptions, offsetMs: number) {
    this.#options = options;
    this.#planRead(offsetMs);
  }

  /** A notification, or a commit of this process: there is something to read. */
  await(): void {
    const { now } = this.#options.queue;
    this.#isAwaited = true;
    this.#awaitedUntil = now + standbyLagMs;
    if (!this.#isReading) this.#planRead(Math.max(now, this.#lastReadAt + minPollGapMs));
  }

  /** This process has committed a change: it reads, and notifies the others, not too often. */
  announce(): void {
    const { queue, notify } = this.#options;
    this.await();
    if (this.#isNotifying) return;
    this.#isNotifying = true;
    queue.add(Math.max(queue.now, this.#notifiedAt + minNotifyGapMs), () => {
      this.#isNotifying = false;
      this.#notifiedAt = queue.now;
      this.counts.notifications += 1;
      notify();
    });
  }

  #planRead(at: number): void {
    const plan = ++this.#plan;
    this.#options.queue.add(at, () => {
      if (plan === this.#plan) this.#read();
    });
  }

  #read(): void {
    const { queue, log, server, readMs, onRead } = this.#options;
    [this.#isReading, this.#isAwaited] = [true, false];
    queue.add(queue.now + readMs / 2, () => {
      const changes = log.visibleFrom(this.readUpTo, server, queue.now);
      queue.add(queue.now + readMs / 2, () => {
        this.#isReading = false;
        this.#lastReadAt = queue.now;
        this.readUpTo += changes.length;
        this.counts.reads += 1;
        this.counts.rows += changes.length;
        onRead(changes);
        const interval = server > 0 && queue.now < this.#awaitedUntil ? standbyPollMs : pollIntervalMs;
        this.#planRead(queue.now + (this.#isAwaited ? minPollGapMs : interval));
      });
    });
  }
}
