import { setTimeout as sleep } from "node:timers/promises";
import type postgres from "postgres";
import type { Availability } from "./database-watch.ts";
import { type LastingConnectionOptions, openLastingConnection } from "./single-connection.ts";

/** A connection that lasts until the other end closes it, or until it is dropped. */
export interface KeptConnection {
  sql: postgres.Sql;
  url: string;
  /** Aborted when the connection is closed or was dropped. */
  lost: AbortSignal;
  drop(): void;
  /** Notes that the server has answered: the next failure counts as the first. */
  noteAnswer(): void;
}

interface KeepConnectedOptions {
  /** The server's address, read before each attempt. If it is another one after an attempt, the next follows at once. */
  url: () => string;
  connection?: Omit<LastingConnectionOptions, "onclose" | "connect_timeout">;
  closing: AbortSignal;
  /** The pause before the next attempt (ms): `first`, doubled after each failure up to `max`. */
  retryDelaysMs: { first: number; max: number };
  /** The next attempt follows at once when the database responds again. */
  availability?: Pick<Availability, "onChange"> | undefined;
  /** Called at the first failure after an answer. */
  onLost(error: unknown): void;
  /** Called at the first answer after a failure. */
  onRecovered?(): void;
}

/**
 * Does `work` on a connection of its own, and again on the next one when it fails, until `closing` is aborted. `sql.listen`
 * of postgres.js would listen again by itself after a lost connection, but only once and without reporting whether it did.
 */
export async function keepConnected(
  options: KeepConnectedOptions,
  work: (connection: KeptConnection) => Promise<void>,
): Promise<void> {
  const { closing, retryDelaysMs } = options;
  let pause = retryDelaysMs.first;
  let isLost = false;
  const noteAnswer = () => {
    if (isLost) options.onRecovered?.();
    [isLost, pause] = [false, retryDelaysMs.first];
  };
  while (!closing.aborted) {
    const url = options.url();
    const end = new AbortController();
    const drop = () => end.abort();
    const sql = openLastingConnection(url, { connect_timeout: 5, onclose: drop, ...options.connection });
    const isSwitched = () => options.url() !== url;
    try {
      await work({ sql, url, lost: end.signal, drop, noteAnswer });
    } catch (error) {
      if (!isLost && !isSwitched() && !closing.aborted) options.onLost(error);
      isLost = !isSwitched();
    } finally {
      drop();
      await sql.end({ timeout: 0 });
    }
    if (isSwitched()) continue;
    await waitUntilUp(pause, closing, options.availability);
    pause = Math.min(pause * 2, retryDelaysMs.max);
  }
}

/** Throws if the connection is lost. */
export function refuseLost(lost: AbortSignal): void {
  if (lost.aborted) throw new Error("the connection was closed");
}

/** Returns the database's answer. Throws if it takes longer than `ms`, or once one of `ends` is aborted. */
export async function answerWithin<T>(
  ms: number,
  answer: PromiseLike<T>,
  ends: readonly AbortSignal[] = [],
): Promise<T> {
  const { promise: failure, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("the database did not answer in time")), ms).unref();
  const end = () => reject(new Error("the connection was closed"));
  for (const signal of ends) signal.addEventListener("abort", end);
  if (ends.some(({ aborted }) => aborted)) end();
  try {
    return await Promise.race([answer, failure]);
  } finally {
    clearTimeout(timer);
    for (const signal of ends) signal.removeEventListener("abort", end);
  }
}

/** Waits this many milliseconds, or until the database responds again. */
async function waitUntilUp(
  ms: number,
  closing: AbortSignal,
  availability?: Pick<Availability, "onChange">,
): Promise<void> {
  const up = Promise.withResolvers<void>();
  const leave = availability?.onChange((state) => {
    if (state === "up") up.resolve();
  });
  await Promise.race([up.promise, sleep(ms, undefined, { signal: closing, ref: false }).catch(() => {})]);
  leave?.();
}
