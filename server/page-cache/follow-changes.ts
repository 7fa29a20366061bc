import { randomBytes } from "node:crypto";
import type postgres from "postgres";
import {
  type ChangeLogPosition,
  deleteForeignChanges,
  findChangeLogEnd,
  hasRead,
  readChanges,
  readDatabaseIdentity,
  readStandbyStart,
  refuseFormerPrimary,
} from "#db/change-log.ts";
import type { AddedChange, CommitPosition } from "#db/commit-hooks.ts";
import type { Availability } from "#db/database-watch.ts";
import { changesChannel, everythingTag, type Urgency } from "#db/invalidation.ts";
import { answerWithin, type KeptConnection, keepConnected, refuseLost } from "#db/keep-connected.ts";
import type { ChangeIdentity } from "#lib/cache/invalidation-log.ts";
import { log } from "#lib/log/log.ts";
import { pauseUntil } from "#lib/pause-until.ts";
import type { ReaderServer } from "../postgres/reader-server.ts";
import { parseFormerNotification } from "./former-notification.ts";

/** The log is read at least this often (ms), so that a change whose notification was lost appears soon. */
const pollIntervalMs = 250;
/** The shortest time between two reads (ms): changes of a burst are read together. */
const minPollGapMs = 10;
/** The shortest time between two notifications of the other processes (ms): PostgreSQL sends them under one lock. */
const minNotifyGapMs = 50;
/** A read that takes longer (ms) is abandoned with its connection: the other end may have disappeared without notice. */
const pollTimeoutMs = 3_000;
/** After this many reads in a row without an answer, everything is invalidated instead. */
const maxFailedReads = 3;
/** How long a standby may lag behind a notification (ms) while it is read every `standbyPollMs`. */
const standbyLagMs = 1_000;
const standbyPollMs = 25;
/** Rows of the log are kept for a day. A process that has not read it for this long (ms) invalidates everything. */
const maxGapMs = 20 * 3_600_000;
/** How often a connection that only listens is checked (ms). */
const heartbeatIntervalMs = 1_500;
const minRetryDelayMs = 100;
const maxRetryDelayMs = 1_000;
/** How long the database may take to confirm that it listens (ms). */
const listenTimeoutMs = 10_000;
/** Changes of this process that the log has not shown yet. */
const maxRecorded = 10_000;

export interface LiveMessageListener {
  /** A message to readers, after the pages that it is about are invalidated here. */
  onMessage(payload: string): void;
  /** Messages may have been missed. */
  onConnectionLost(): void;
}

interface FollowOptions {
  /** Invalidates tags in this process. `change`: the row of the log, if it is known. */
  record(tags: string[], urgency: Urgency, change?: ChangeIdentity): void;
  /**
   * Called at each read, once its changes are recorded. `isGap`: changes before this position may be unknown, as at the
   * start. `identity` is that of the database.
   */
  onPosition?: ((position: ChangeLogPosition, read: { isGap: boolean; identity: string }) => void) | undefined;
  /**
   * Called when pages may come from a server whose log has not been read: another one, or one to which the connection was
   * lost. Until the next call of `onPosition` the last position says nothing about them.
   */
  onLost?: (() => void) | undefined;
  /** Called with the tags of each change, also of those that this process made and has recorded. */
  note?: ((tags: string[]) => void) | undefined;
  live?: LiveMessageListener | undefined;
  availability?: Pick<Availability, "onChange"> | undefined;
  /** The server from which pages are rendered and whose log is read; absent: the one at `url`. */
  readFrom?: Pick<ReaderServer, "url" | "onSwitch"> | undefined;
}

export interface ChangeFollower {
  /** How far the log has been read. */
  readonly position: ChangeLogPosition | undefined;
  /** When the last complete read of the log began (`performance.now()`): what had been committed by then has been read. */
  readonly readAt: number;
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
  readonly #closing = new AbortController();
  readonly #done: Promise<void>;
  /** Identifies this process's own notifications. */
  readonly #name = randomBytes(6).toString("hex");
  /** Changes that were recorded at their commit, and that the log has not shown yet: their transactions, by id. */
  readonly #recorded = new Map<number, bigint>();
  #position: ChangeLogPosition | undefined;
  /** The identity of the database, and the server on which its log is read. */
  #identity = "";
  #server = "";
  #isStandby = false;
  #lastReadAt = 0;
  #failedReads = 0;
  #readAt = Number.NEGATIVE_INFINITY;
  #notifyTimer: NodeJS.Timeout | undefined;
  #lastNotifiedAt = Number.NEGATIVE_INFINITY;
  #send: (() => void) | undefined;
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
    const started = Promise.withResolvers<void>();
    this.started = started.promise;
    globalThis.vigieCommitHooks = {
      record: (changes) => {
        for (const change of changes) if (change.tags.length > 0) options.record(change.tags, change.urgency, change);
        this.#noteRecorded(changes);
      },
      noteRecorded: (changes) => this.#noteRecorded(changes),
      announce: () => {
        this.#await();
        this.#notifySoon();
      },
    };
    this.#done = this.#follow(started.resolve);
  }

  get position(): ChangeLogPosition | undefined {
    return this.#position;
  }

  get readAt(): number {
    return this.#readAt;
  }

  hasRead(commit: CommitPosition): boolean {
    if (this.#position === undefined) return false;
    return hasRead(this.#position, commit) || [...this.#recorded.values()].includes(commit.xid);
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
    clearTimeout(this.#notifyTimer);
    await this.#done;
  }

  /** The log need not invalidate these again, unless pages are rendered from a standby, which may lack them still. */
  #noteRecorded(changes: readonly AddedChange[]): void {
    if (this.#isStandby) return;
    // The log may show a change before its commit is known here.
    for (const change of changes)
      if (!this.#position || !hasRead(this.#position, change)) this.#recorded.set(change.id, change.xid);
    for (const id of this.#recorded.keys()) {
      if (this.#recorded.size <= maxRecorded) break;
      this.#recorded.delete(id);
    }
  }

  #await(): void {
    this.#isAwaited = true;
    this.#awaitedUntil = performance.now() + standbyLagMs;
    this.#wake();
  }

  #notifySoon(): void {
    if (this.#notifyTimer || !this.#send) return;
    const wait = Math.max(0, this.#lastNotifiedAt + minNotifyGapMs - performance.now());
    this.#notifyTimer = setTimeout(() => {
      this.#notifyTimer = undefined;
      this.#lastNotifiedAt = performance.now();
      this.#send?.();
    }, wait);
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
      this.#noteLoss();
      this.#switch();
    });
    const url = () => readFrom?.url ?? this.#url;
    await this.#keepConnected({ url, isListening }, async ({ sql, lost, url, answers, drop }) => {
      this.#switch = drop;
      lost.addEventListener("abort", () => this.#noteLoss());
      if (isListening) await this.#listen(sql);
      await this.#begin(sql, url, lost);
      answers();
      onStart();
      while (!this.#closing.signal.aborted) {
        await this.#pause(lost);
        if (!this.#closing.signal.aborted) await this.#read(sql, lost);
      }
    });
    unfollow?.();
    await listening;
  }

  /** Does `work` on a connection of its own, and again on the next one when it is lost, until closed. */
  #keepConnected(
    { url, isListening }: { url: () => string; isListening: boolean },
    work: (connection: KeptConnection) => Promise<void>,
  ): Promise<void> {
    return keepConnected(
      {
        url,
        ...(isListening && {
          connection: { onnotify: (_: string, payload: string) => this.#handleNotification(payload) },
        }),
        closing: this.#closing.signal,
        retryDelaysMs: { first: minRetryDelayMs, max: maxRetryDelayMs },
        availability: this.#options.availability,
        onLost: (error) =>
          log.error({ err: error }, "The database does not answer: finished pages are still served; retrying."),
        onRecovered: () => log.info("The database answers again: changes are read from where reading stopped."),
      },
      async (connection) => {
        try {
          await work(connection);
        } finally {
          if (isListening) this.#send = undefined;
        }
      },
    );
  }

  #handleNotification(payload: string): void {
    if (payload === this.#name) return;
    const former = parseFormerNotification(payload);
    if (former) this.#options.record(former.tags, former.urgency);
    else this.#await();
  }

  async #listen(sql: postgres.Sql): Promise<void> {
    await answerWithin(listenTimeoutMs, sql.unsafe(`listen ${changesChannel}`));
    // Without waiting for the disk: nothing but a notification is committed.
    const notify = "select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)";
    this.#send = () => void sql.unsafe(notify, [changesChannel, this.#name]).catch(() => {});
  }

  /** Listens for notifications until closed; rejects once the connection is lost or silent. */
  async #listenUntil(sql: postgres.Sql, lost: AbortSignal): Promise<void> {
    await this.#listen(sql);
    while (!this.#closing.signal.aborted) {
      await pauseUntil(heartbeatIntervalMs, [lost, this.#closing.signal]);
      refuseLost(lost);
      if (!this.#closing.signal.aborted) await answerWithin(pollTimeoutMs, sql.unsafe("select 1"));
    }
  }

  /** The position is unknown until the log has been read again. */
  #noteLoss(): void {
    this.#readAt = Number.NEGATIVE_INFINITY;
    this.#options.onLost?.();
  }

  /** Finds where to continue. */
  async #begin(sql: postgres.Sql, url: string, lost: AbortSignal): Promise<void> {
    const ask = <T>(answer: PromiseLike<T>) => answerWithin(listenTimeoutMs, answer, [lost]);
    const database = await ask(readDatabaseIdentity(sql));
    const server = `${url} ${await ask(readStandbyStart(sql))}`;
    // Another replica, or one that was restarted, may lack changes that were read here, and then pages would be rendered
    // without them.
    const isSameServer = database === this.#identity && server === this.#server;
    const isSame = this.#position !== undefined && isSameServer && this.#failedReads < maxFailedReads;
    if (isSame) return this.#read(sql, lost);
    const begunAt = performance.now();
    const { position, at, isStandby } = await ask(findChangeLogEnd(sql));
    if (this.#position && database === this.#identity)
      refuseFormerPrimary({ isStandby, timeline: position.timeline }, this.#position);
    if (!isStandby) await ask(deleteForeignChanges(sql));
    // Together with the position: an attempt that failed before has invalidated nothing.
    [this.#identity, this.#server, this.#failedReads] = [database, server, 0];
    [this.#position, this.#lastReadAt, this.#isStandby] = [position, at, isStandby];
    this.#invalidateEverything();
    this.#options.onPosition?.(position, { isGap: true, identity: database });
    this.#readAt = begunAt;
  }

  async #read(sql: postgres.Sql, lost: AbortSignal): Promise<void> {
    this.#isAwaited = false;
    if (!this.#position) throw new Error("The change log is read before its end is known.");
    // Counts as failed until it has answered: a read that is too large would otherwise be repeated for ever.
    this.#failedReads += 1;
    const begunAt = performance.now();
    const page = await answerWithin(pollTimeoutMs, readChanges(sql, this.#position), [lost]);
    this.#failedReads = 0;
    const isLate = page.at - this.#lastReadAt > maxGapMs;
    [this.#position, this.#lastReadAt, this.#isStandby] = [page.position, page.at, page.isStandby];
    const isGap = page.isIncomplete || isLate;
    if (isGap) this.#invalidateEverything();
    for (const change of page.changes) {
      const { id, tags, urgency, messages } = change;
      // It may have been recorded before this process began to read from a standby, which may lack it still.
      const isRecorded = this.#recorded.delete(id) && !this.#isStandby;
      if (tags.length > 0 && !isRecorded) this.#options.record(tags, urgency, change);
      this.#options.note?.(tags);
      for (const message of messages) this.#options.live?.onMessage(JSON.stringify(message));
    }
    this.#options.onPosition?.(page.position, { isGap, identity: this.#identity });
    this.#readAt = begunAt;
    for (const waiter of [...this.#waiters]) waiter();
  }

  #invalidateEverything(): void {
    this.#recorded.clear();
    this.#options.record([everythingTag], "now");
    this.#options.live?.onConnectionLost();
  }

  /** Waits until the log is to be read again. Rejects if the connection is lost. */
  async #pause(lost: AbortSignal): Promise<void> {
    const ends = [lost, this.#closing.signal];
    await pauseUntil(minPollGapMs, ends);
    const mayLag = this.#isStandby && performance.now() < this.#awaitedUntil;
    const interval = mayLag ? standbyPollMs : pollIntervalMs;
    if (!this.#isAwaited)
      await pauseUntil(interval - minPollGapMs, ends, (wake) => {
        this.#wake = wake;
      });
    refuseLost(lost);
  }
}
