import type postgres from "postgres";
import {
  type ChangeLogPage,
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
import { everythingTag, type Urgency } from "#db/invalidation.ts";
import { answerWithin } from "#db/keep-connected.ts";
import type { ChangeIdentity } from "#lib/cache/invalidation-log.ts";
import { RecordedCommits } from "./recorded-commits.ts";
import { type ReplayProgress, readReplayedPosition } from "./replay-progress.ts";

/** How long the database may take to answer where the log ends (ms). */
const beginTimeoutMs = 10_000;
/** A read that takes longer (ms) is abandoned with its connection: the other end may have disappeared without notice. */
export const readTimeoutMs = 3_000;
/** After this many reads in a row without an answer, everything is invalidated instead. */
const maxFailedReads = 3;
/** Rows of the log are kept for a day. A process that has not read it for this long (ms) invalidates everything. */
const maxGapMs = 20 * 3_600_000;

export interface LiveMessageListener {
  /** A message to readers, after the pages that it is about are invalidated here. */
  onMessage(payload: string): void;
  /** Messages may have been missed. */
  onConnectionLost(): void;
}

export interface ChangeListeners {
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
}

/** Reads the change log on one connection after another, and knows how far it has come. */
export class ChangeLogReader {
  readonly #listeners: ChangeListeners;
  readonly #replay: ReplayProgress | undefined;
  readonly #recorded = new RecordedCommits();
  #position: ChangeLogPosition | undefined;
  /** The identity of the database, and the server on which its log is read. */
  #identity = "";
  #server = "";
  #isStandby = false;
  /** Whether the server is read at the primary's address. */
  #isAtPrimary = false;
  /** The newest timeline that was read at the primary's address or on a standby. */
  #primaryTimeline = 0;
  #lastReadAt = 0;
  #failedReads = 0;
  #readAt = Number.NEGATIVE_INFINITY;
  #polledAt = Number.NEGATIVE_INFINITY;

  /** @param replay where the primary was at which moment; without it `readAt` is unknown on a standby */
  constructor(listeners: ChangeListeners, replay: ReplayProgress | undefined) {
    this.#listeners = listeners;
    this.#replay = replay;
  }

  /** How far the log has been read. */
  get position(): ChangeLogPosition | undefined {
    return this.#position;
  }

  /**
   * What had been committed by then (`performance.now()`) has been read: when the last complete read began, or when the
   * primary was where the standby is. -Infinity: unknown.
   */
  get readAt(): number {
    return this.#readAt;
  }

  /** When the last complete read of the log began, also on a standby that is behind. -Infinity: it is not read. */
  get polledAt(): number {
    return this.#polledAt;
  }

  get isStandby(): boolean {
    return this.#isStandby;
  }

  /** Whether the changes of a transaction have been read, or were recorded at its commit. */
  hasRead(commit: CommitPosition): boolean {
    if (this.#position === undefined) return false;
    return hasRead(this.#position, commit) || this.#recorded.hasTransaction(commit.xid);
  }

  /** The log need not invalidate these again, unless pages are rendered from a standby, which may lack them still. */
  noteRecorded(changes: readonly AddedChange[]): void {
    if (!this.#isStandby) this.#recorded.add(changes, this.#position);
  }

  /** The position is unknown until the log has been read again. */
  noteLoss(): void {
    [this.#readAt, this.#polledAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    this.#listeners.onLost?.();
  }

  /**
   * Finds where to continue on a new connection to the server at `url`. Throws an Error if the primary's address leads to a
   * former primary (`refuseFormerPrimary`). A replica's address may lead to one that was promoted by mistake: that says
   * nothing about the primary.
   */
  async begin(
    sql: postgres.Sql,
    { url, isPrimary, lost }: { url: string; isPrimary: boolean; lost: AbortSignal },
  ): Promise<void> {
    this.#isAtPrimary = isPrimary;
    const ask = <T>(answer: PromiseLike<T>) => answerWithin(beginTimeoutMs, answer, [lost]);
    const database = await ask(readDatabaseIdentity(sql));
    const server = `${url} ${await ask(readStandbyStart(sql))}`;
    // Another replica, or one that was restarted, may lack changes that were read here, and then pages would be rendered
    // without them.
    const isSameServer = database === this.#identity && server === this.#server;
    const isSame = this.#position !== undefined && isSameServer && this.#failedReads < maxFailedReads;
    if (isSame) return this.#read(sql, lost, this.#isStandby ? undefined : this.#lastReadAt);
    const begunAt = performance.now();
    const { position, at, isStandby } = await ask(findChangeLogEnd(sql));
    if (database !== this.#identity) this.#primaryTimeline = 0;
    refuseFormerPrimary({ isStandby, timeline: position.timeline }, { timeline: this.#primaryTimeline });
    if (!isStandby) await ask(deleteForeignChanges(sql));
    // Together with the position: an attempt that failed before has invalidated nothing.
    [this.#identity, this.#server, this.#failedReads] = [database, server, 0];
    this.#advance({ position, at, isStandby });
    this.#invalidateEverything("now");
    this.#listeners.onPosition?.(position, { isGap: true, identity: database });
    this.#polledAt = begunAt;
    if (!isStandby) this.#readAt = begunAt;
  }

  /** Reads what has become visible, and invalidates it. */
  read(sql: postgres.Sql, lost: AbortSignal): Promise<void> {
    return this.#read(sql, lost);
  }

  /** `lastAt`: as in `readChanges`. */
  async #read(sql: postgres.Sql, lost: AbortSignal, lastAt?: number): Promise<void> {
    if (!this.#position) throw new Error("The change log is read before its end is known.");
    // Counts as failed until it has answered: a read that is too large would otherwise be repeated for ever.
    this.#failedReads += 1;
    const begunAt = performance.now();
    // Asked first, on the same connection: the log that is read contains at least that.
    const replayed = this.#isStandby && this.#replay ? readReplayedPosition(sql) : undefined;
    const answers = Promise.all([replayed, readChanges(sql, this.#position, lastAt)]);
    const [lsn, page] = await answerWithin(readTimeoutMs, answers, [lost]);
    this.#failedReads = 0;
    const isLate = page.at - this.#lastReadAt > maxGapMs;
    this.#advance(page);
    const gap = isLate ? "unknownChanges" : page.gap;
    // After a promotion or a crash, a pooler may not reach the primary yet. Meanwhile pages may be shown that contain
    // lost commits. Removals that this process had not read are among the changes, and invalidate their pages below.
    if (gap !== "none") this.#invalidateEverything(gap === "lostCommits" ? "update" : "now");
    const listeners = this.#listeners;
    for (const change of page.changes) {
      const { id, tags, urgency, messages } = change;
      // It may have been recorded before this process began to read from a standby, which may lack it still.
      const isRecorded = this.#recorded.remove(id) && !this.#isStandby;
      if (tags.length > 0 && !isRecorded) listeners.record(tags, urgency, change);
      listeners.note?.(tags);
      for (const message of messages) listeners.live?.onMessage(JSON.stringify(message));
    }
    listeners.onPosition?.(page.position, { isGap: gap !== "none", identity: this.#identity });
    this.#polledAt = begunAt;
    if (!page.isStandby) this.#readAt = begunAt;
    else if (this.#replay && lsn !== undefined)
      this.#readAt = this.#replay.findTime({ lsn, timeline: page.position.timeline });
  }

  #advance({ position, at, isStandby }: Pick<ChangeLogPage, "position" | "at" | "isStandby">): void {
    [this.#position, this.#lastReadAt, this.#isStandby] = [position, at, isStandby];
    if (isStandby || this.#isAtPrimary) this.#primaryTimeline = Math.max(this.#primaryTimeline, position.timeline);
  }

  #invalidateEverything(urgency: Urgency): void {
    // A promoted server may use their ids again.
    this.#recorded.clear();
    this.#listeners.record([everythingTag], urgency);
    this.#listeners.live?.onConnectionLost();
  }
}
