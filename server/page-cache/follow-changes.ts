import type postgres from "postgres";
import type { ChangeLogPosition } from "#db/change-log.ts";
import type { CommitPosition } from "#db/commit-hooks.ts";
import type { Availability } from "#db/database-watch.ts";
import { answerWithin, type KeptConnection, keepConnected, refuseLost } from "#db/keep-connected.ts";
import { log } from "#lib/log/log.ts";
import { pauseUntil } from "#lib/pause-until.ts";
import type { ReaderServer } from "../postgres/reader-server.ts";
import { type ChangeListeners, ChangeLogReader } from "./change-log-reader.ts";
import { ChangeNotifications } from "./change-notifications.ts";
import { parseFormerNotification } from "./former-notification.ts";
import { ReplayProgress, readWrittenPosition } from "./replay-progress.ts";

/** The log is read at least this often (ms), so that a change whose notification was lost appears soon. */
export const pollIntervalMs = 250;
/** The shortest time between two reads (ms): changes of a burst are read together. */
const minPollGapMs = 10;
/** How long a standby may lag behind a notification (ms) while it is read every `standbyPollMs`. */
const standbyLagMs = 1_000;
const standbyPollMs = 25;
/** How often a connection that only listens is checked, and how long its answer may take (ms). */
export const heartbeatIntervalMs = 1_500;
export const heartbeatTimeoutMs = 3_000;
const retryDelaysMs = { first: 100, max: 1_000 };

interface FollowOptions extends ChangeListeners {
  availability?: Pick<Availability, "onChange"> | undefined;
  /** The server from which pages are rendered and whose log is read; absent: the one at `url`. */
  readFrom?: Pick<ReaderServer, "url" | "onSwitch"> | undefined;
  /** Whether `readAt` is needed while the log of a standby is read: the primary is then asked four times a second. */
  comparesWithPrimary?: boolean | undefined;
}

export interface ChangeFollower {
  /** How far the log has been read. */
  readonly position: ChangeLogPosition | undefined;
  /**
   * What had been committed by then (`performance.now()`) has been read: when the last complete read of the log began, or
   * when the primary was where the standby is. -Infinity: unknown, as on a standby without `comparesWithPrimary`.
   */
  readonly readAt: number;
  /**
   * When the last complete read of the log began (`performance.now()`), also on a standby that is behind. -Infinity: the
   * log is not read.
   */
  readonly polledAt: number;
  /** Whether the changes of a transaction have been read, so that no page without them is shown any more. */
  hasRead(commit: CommitPosition): boolean;
  /** Reads the log until it contains the changes of a transaction, for `timeoutMs` at most; returns whether it does. */
  waitFor(commit: CommitPosition, timeoutMs: number): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Reads the change log (`changes`) as its rows become visible on the server from which this process renders, and
 * invalidates what they name: an invalidation never comes before its data. Changes that this process commits itself are
 * recorded at their commit. After a lost connection it continues where it stopped. Resolves once it has begun, and has
 * invalidated everything that an earlier run may have cached; then continues until closed.
 * @param url a server that accepts writes and LISTEN
 */
export async function followChanges(url: string, options: FollowOptions): Promise<ChangeFollower> {
  const follower = new Follower(url, options);
  await follower.started;
  return follower;
}

class Follower implements ChangeFollower {
  readonly started: Promise<void>;
  readonly #url: string;
  readonly #options: FollowOptions;
  readonly #reader: ChangeLogReader;
  readonly #notifications = new ChangeNotifications();
  readonly #replay: ReplayProgress | undefined;
  readonly #closing = new AbortController();
  readonly #done: Promise<void>;
  /** Ends the pause before the next read. */
  #wake = () => {};
  /** Leaves the server whose log is read. */
  #switch = () => {};
  /** Whether a commit or a notification says that there is something to read. */
  #isAwaited = false;
  #awaitedUntil = Number.NEGATIVE_INFINITY;
  /** Called after each read. */
  readonly #waiters = new Set<() => void>();

  constructor(url: string, options: FollowOptions) {
    this.#url = url;
    this.#options = options;
    this.#replay = options.comparesWithPrimary ? new ReplayProgress() : undefined;
    const reader = new ChangeLogReader(options, this.#replay);
    this.#reader = reader;
    const started = Promise.withResolvers<void>();
    this.started = started.promise;
    globalThis.vigieCommitHooks = {
      record: (changes) => {
        for (const change of changes) if (change.tags.length > 0) options.record(change.tags, change.urgency, change);
        reader.noteRecorded(changes);
      },
      noteRecorded: (changes) => reader.noteRecorded(changes),
      announce: () => {
        this.#await();
        this.#notifications.sendSoon();
      },
    };
    this.#done = this.#follow(started.resolve);
  }

  get position(): ChangeLogPosition | undefined {
    return this.#reader.position;
  }

  get readAt(): number {
    return this.#reader.readAt;
  }

  get polledAt(): number {
    return this.#reader.polledAt;
  }

  hasRead(commit: CommitPosition): boolean {
    return this.#reader.hasRead(commit);
  }

  async waitFor(commit: CommitPosition, timeoutMs: number): Promise<boolean> {
    if (this.hasRead(commit)) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiter = () => this.hasRead(commit) && resolve(true);
    this.#waiters.add(waiter);
    const timer = setTimeout(() => resolve(false), timeoutMs);
    this.#await();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiters.delete(waiter);
    }
  }

  async close(): Promise<void> {
    globalThis.vigieCommitHooks = undefined;
    this.#closing.abort();
    this.#wake();
    this.#notifications.close();
    await this.#done;
  }

  #await(): void {
    this.#isAwaited = true;
    this.#awaitedUntil = performance.now() + standbyLagMs;
    this.#wake();
  }

  /** Reads the log until closed. If it is that of the server that notifies, one connection does both. */
  async #follow(onStart: () => void): Promise<void> {
    const { readFrom } = this.#options;
    const isListening = readFrom === undefined;
    const listening = isListening
      ? undefined
      : this.#keepConnected({ url: () => this.#url, isListening: true }, ({ sql, lost }) =>
          this.#listenUntil(sql, lost),
        );
    const unfollow = readFrom?.onSwitch(() => {
      this.#reader.noteLoss();
      this.#switch();
    });
    const url = () => readFrom?.url ?? this.#url;
    await this.#keepConnected({ url, isListening }, async ({ sql, lost, url, noteAnswer, drop }) => {
      this.#switch = drop;
      lost.addEventListener("abort", () => this.#reader.noteLoss());
      if (isListening) await this.#notifications.connect(sql);
      await this.#read(() => this.#reader.begin(sql, { url, isPrimary: url === this.#url, lost }));
      noteAnswer();
      onStart();
      while (!this.#closing.signal.aborted) {
        await this.#pause(lost);
        if (!this.#closing.signal.aborted) await this.#read(() => this.#reader.read(sql, lost));
      }
    });
    unfollow?.();
    await listening;
  }

  async #read(read: () => Promise<void>): Promise<void> {
    this.#isAwaited = false;
    await read();
    for (const waiter of [...this.#waiters]) waiter();
  }

  /** Does `work` on a connection of its own, and again on the next one when it is lost, until closed. */
  #keepConnected(
    { url, isListening }: { url: () => string; isListening: boolean },
    work: (connection: KeptConnection) => Promise<void>,
  ): Promise<void> {
    const hear = (_channel: string, payload: string) => this.#handleNotification(payload);
    return keepConnected(
      {
        url,
        ...(isListening && { connection: { onnotify: hear } }),
        closing: this.#closing.signal,
        retryDelaysMs,
        availability: this.#options.availability,
        onLost: (error) =>
          log.error({ err: error }, "The database does not answer: finished pages are still served; retrying."),
        onRecovered: () => log.info("The database answers again: changes are read from where reading stopped."),
      },
      async (connection) => {
        try {
          await work(connection);
        } finally {
          if (isListening) this.#notifications.disconnect();
        }
      },
    );
  }

  #handleNotification(payload: string): void {
    if (this.#notifications.isOwn(payload)) return;
    const former = parseFormerNotification(payload);
    if (former) this.#options.record(former.tags, former.urgency);
    else this.#await();
  }

  /** Listens for notifications until closed; rejects once the connection is lost or silent. */
  async #listenUntil(sql: postgres.Sql, lost: AbortSignal): Promise<void> {
    await this.#notifications.connect(sql);
    const interval = this.#replay ? pollIntervalMs : heartbeatIntervalMs;
    while (!this.#closing.signal.aborted) {
      const askedAt = performance.now();
      const written = await answerWithin(heartbeatTimeoutMs, readWrittenPosition(sql));
      this.#replay?.noteWritten(askedAt, written);
      await pauseUntil(interval, [lost, this.#closing.signal]);
      refuseLost(lost);
    }
  }

  /** Waits until the log is to be read again. Rejects if the connection is lost. */
  async #pause(lost: AbortSignal): Promise<void> {
    const ends = [lost, this.#closing.signal];
    await pauseUntil(minPollGapMs, ends);
    const mayLag = this.#reader.isStandby && performance.now() < this.#awaitedUntil;
    const interval = mayLag ? standbyPollMs : pollIntervalMs;
    if (!this.#isAwaited)
      await pauseUntil(interval - minPollGapMs, ends, (wake) => {
        this.#wake = wake;
      });
    refuseLost(lost);
  }
}
