import { randomBytes } from "node:crypto";
import type postgres from "postgres";
import { changesChannel } from "#db/invalidation.ts";
import { answerWithin } from "#db/keep-connected.ts";

/** The minimum time between two notifications of this process (ms): PostgreSQL sends them under one lock. */
const minNotifyGapMs = 50;
/** How long the database may take to confirm that it listens (ms). */
const listenTimeoutMs = 10_000;

/** Notifies the other processes of changes, of several at once, and listens for their notifications. */
export class ChangeNotifications {
  /** Identifies those of this process. */
  readonly #name = randomBytes(6).toString("hex");
  #timer: NodeJS.Timeout | undefined;
  #lastSentAt = Number.NEGATIVE_INFINITY;
  #send: (() => void) | undefined;

  /** Listens on this connection, and sends on it until `disconnect`. */
  async connect(sql: postgres.Sql): Promise<void> {
    await answerWithin(listenTimeoutMs, sql.unsafe(`listen ${changesChannel}`));
    // Without waiting for the disk: nothing but a notification is committed.
    const notify = "select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)";
    this.#send = () => void sql.unsafe(notify, [changesChannel, this.#name]).catch(() => {});
  }

  disconnect(): void {
    this.#send = undefined;
  }

  isOwn(payload: string): boolean {
    return payload === this.#name;
  }

  sendSoon(): void {
    if (this.#timer || !this.#send) return;
    const wait = Math.max(0, this.#lastSentAt + minNotifyGapMs - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#lastSentAt = performance.now();
      this.#send?.();
    }, wait);
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
