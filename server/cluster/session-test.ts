import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";

/** How long a notification, or an answer, may take (ms). */
const arrivalTimeoutMs = 3_000;
/** How long the other sessions may take to begin their transactions (ms). A small pool may be too small for all of them. */
const beginTimeoutMs = 1_000;
/** Transactions that are open at once, so that a pooler gives their sessions away. */
const otherSessions = 3;

/** What a connection keeps from one transaction to the next. */
interface SessionTestResult {
  receivesNotifications: boolean;
  keepsSettings: boolean;
}

/**
 * Finds out whether a connection to `directUrl` stays one session of PostgreSQL: a notification sent through `url` must
 * arrive, and a setting must last while other connections are busy. A pooler in transaction mode accepts LISTEN and SET
 * without an error, and loses both.
 */
export async function testSession(directUrl: string, url: string): Promise<SessionTestResult> {
  // One after the other: a pooler gives away the session that was used last, which should be the one under test.
  const keepsSettings = await keepsSetting(directUrl);
  return { keepsSettings, receivesNotifications: await receivesNotification(directUrl, url) };
}

function open(url: string, onnotify?: (channel: string, payload: string) => void): postgres.Sql {
  const options = { max: 1, prepare: false, fetch_types: false, connect_timeout: 10, onnotice: () => {}, onnotify };
  return postgres(url, options);
}

async function receivesNotification(directUrl: string, url: string): Promise<boolean> {
  const token = randomBytes(12).toString("hex");
  const received = Promise.withResolvers<true>();
  const listener = open(directUrl, (_channel, payload) => {
    if (payload === token) received.resolve(true);
  });
  const notifier = open(url);
  try {
    await listener`listen vigie_self_test`;
    await notifier`select pg_notify('vigie_self_test', ${token})`;
    return await Promise.race([received.promise, sleep(arrivalTimeoutMs, false, { ref: false })]);
  } finally {
    await Promise.all([listener.end({ timeout: 1 }), notifier.end({ timeout: 1 })]);
  }
}

async function keepsSetting(url: string): Promise<boolean> {
  const token = randomBytes(12).toString("hex");
  const session = open(url);
  const others = Array.from({ length: otherSessions }, () => open(url));
  const done = Promise.withResolvers<void>();
  try {
    const read = () =>
      session<{ value: string | null; pid: number }[]>`
        select current_setting('vigie.self_test', true) as value, pg_backend_pid() as pid`;
    const [before] = await session<{ pid: number }[]>`
      select pg_backend_pid() as pid from set_config('vigie.self_test', ${token}, false)`;
    const begun: Promise<unknown>[] = [];
    const held = others.map((other) => {
      const began = Promise.withResolvers<void>();
      begun.push(began.promise);
      return other.begin(async (tx) => {
        await tx`select 1`;
        began.resolve();
        await done.promise;
      });
    });
    for (const one of held) one.catch(() => {});
    await Promise.race([Promise.all(begun), sleep(beginTimeoutMs, undefined, { ref: false })]);
    const after = await Promise.race([read(), sleep(arrivalTimeoutMs, undefined, { ref: false })]);
    return after?.[0]?.value === token && after[0].pid === before?.pid;
  } finally {
    done.resolve();
    await Promise.all([session, ...others].map((sql) => sql.end({ timeout: 1 })));
  }
}
