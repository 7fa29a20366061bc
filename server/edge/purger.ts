import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type ChangeLogPosition, findChangeLogEnd, readChanges, readDatabaseIdentity } from "#db/change-log.ts";
import { changesChannel } from "#db/invalidation.ts";
import { answerWithin, type KeptConnection, keepConnected, refuseLost } from "#db/keep-connected.ts";
import type { Env } from "#lib/env.ts";
import { log } from "#lib/log/log.ts";
import { pauseUntil } from "#lib/pause-until.ts";
import type { EdgeName } from "./edge-services.ts";
import { everythingKey, type PurgeCounts, PurgeQueue } from "./purge-queue.ts";
import { purgeRequests } from "./purge-requests.ts";
import { surrogateKey } from "./surrogate-keys.ts";
import { UnfinishedBatches } from "./unfinished-batches.ts";

/** The log is read at least this often (ms). */
const pollIntervalMs = 250;
/** Changes of this long are purged together (ms). */
const collectMs = 30;
/** How often a process that does not purge tries to take over (ms). */
const takeOverIntervalMs = 2_000;
const retryDelayMs = 1_000;
/** How often a cache that expects heartbeats gets one (ms). The sample for Varnish tolerates 5 s without one. */
const heartbeatIntervalMs = 1_000;
/** A statement that takes longer (ms) is given up with its connection. */
const statementTimeoutMs = 5_000;
/** How often the position is stored while there are changes, and while there are none (ms). */
const saveIntervalMs = 1_000;
const idleSaveIntervalMs = 600_000;
/** Rows of the log are kept for a day: after a longer time (ms) all pages are purged. */
const maxGapMs = 20 * 3_600_000;
const maxKnownKeys = 5_000;

/** Stored with the settings: everything before this position was purged for the last time. */
const positionKey = "edge.purged";

const storedSchema = z.object({
  identity: z.string(),
  at: z.number(),
  timeline: z.number(),
  xmin: z.string(),
  next: z.string(),
  running: z.array(z.string()),
});

interface PurgerOptions {
  service: EdgeName;
  addresses: readonly string[];
  token: string;
  /** Instead of those of the service. */
  delaysMs?: readonly number[];
}

/** What the purger of this process has done, for metrics. */
export interface PurgeFigures extends PurgeCounts {
  /** Whether this process is the one that purges. */
  isActive: boolean;
  waiting: number;
  /** Caches that refused the last request, or did not answer. */
  failing: number;
}

/** Starts the purger that the environment names, if any. `url` is that of the primary, past any pooler. */
export function startPurger(
  url: string,
  env: Pick<Env, "EDGE" | "EDGE_PURGE_URL" | "EDGE_PURGE_TOKEN">,
): Purger | undefined {
  const { EDGE: service, EDGE_PURGE_URL: addresses, EDGE_PURGE_TOKEN: token } = env;
  if (!service || !addresses || !token) return undefined;
  return new Purger(url, { service, addresses, token });
}

/** A connection of its own, which holds the lock and hears of changes. */
type Session = Pick<KeptConnection, "sql" | "lost" | "noteAnswer">;

/**
 * Purges the caches in front of the site of what changes, as the change log says it: one process of the site at a time,
 * on a connection of its own. Nothing waits for it. It stores how far it has come, so that its successor purges what it
 * has not.
 */
export class Purger {
  readonly #url: string;
  readonly #options: PurgerOptions;
  readonly #closing = new AbortController();
  readonly #done: Promise<void>;
  readonly #counts: PurgeCounts = { done: 0, failed: 0 };
  #queues: PurgeQueue[] = [];
  #wake = () => {};
  #isNotified = false;

  constructor(url: string, options: PurgerOptions) {
    this.#url = url;
    this.#options = options;
    this.#done = this.#keepConnected();
  }

  get figures(): PurgeFigures {
    const waiting = this.#queues.reduce((sum, queue) => sum + queue.waiting, 0);
    const failing = this.#queues.filter(({ isFailing }) => isFailing).length;
    return { ...this.#counts, isActive: this.#queues.length > 0, waiting, failing };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#wake();
    await this.#done;
  }

  #keepConnected(): Promise<void> {
    const onnotify = () => {
      this.#isNotified = true;
      this.#wake();
    };
    return keepConnected(
      {
        url: () => this.#url,
        connection: {
          prepare: false,
          onnotify,
          // The server ends the session, and with it the lock, soon after its other end has disappeared.
          connection: {
            application_name: "vigie purger",
            tcp_keepalives_idle: 3,
            tcp_keepalives_interval: 1,
            tcp_keepalives_count: 3,
          },
        },
        closing: this.#closing.signal,
        retryDelaysMs: { first: retryDelayMs, max: retryDelayMs },
        onLost: (error) =>
          log.warn({ err: error }, "The purger of the cache in front of the site has lost the database; retrying."),
      },
      async (session) => {
        try {
          await this.#purgeOnceLocked(session);
        } finally {
          await Promise.all(this.#queues.map((queue) => queue.close()));
          this.#queues = [];
        }
      },
    );
  }

  /** Waits until no other process purges, and purges until closed. */
  async #purgeOnceLocked(session: Session): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const [row] = await this.#ask<{ locked: boolean }[]>(
        session,
        session.sql`select pg_try_advisory_lock(hashtext('vigie:edge-purger')) as locked`,
      );
      session.noteAnswer();
      if (row?.locked) return await this.#follow(session);
      await this.#pause(takeOverIntervalMs, session.lost);
    }
  }

  async #follow(session: Session): Promise<void> {
    const { service, addresses, token, delaysMs = purgeRequests[service].delaysMs } = this.#options;
    this.#queues = addresses.map(
      (address) => new PurgeQueue({ service, address, token, delaysMs, counts: this.#counts }),
    );
    await this.#ask(session, session.sql.unsafe(`listen ${changesChannel}`));
    const identity = await this.#ask(session, readDatabaseIdentity(session.sql));
    const stored = await this.#readStored(session, identity);
    let batch = 0;
    const purge = (keys: Iterable<string>) => {
      batch += 1;
      for (const queue of this.#queues) queue.add(batch, keys);
    };
    let position: ChangeLogPosition;
    if (stored) position = stored.position;
    else {
      // Nobody knows what was purged, also of the pages that the cache kept before.
      position = (await this.#ask(session, findChangeLogEnd(session.sql))).position;
      purge([everythingKey]);
    }
    const unfinished = new UnfinishedBatches<ChangeLogPosition>();
    if (batch > 0) unfinished.add(batch, position);
    let finished = stored?.position;
    let isSaved = true;
    let lastAt = stored?.at;
    let [readAt, savedAt] = [stored?.at ?? Date.now(), performance.now()];
    let heartbeatAt = purgeRequests[service].hasHeartbeat ? 0 : Number.POSITIVE_INFINITY;
    while (!this.#closing.signal.aborted) {
      this.#isNotified = false;
      // From before the read: what had changed by then is in it, or was added to the queues earlier.
      const cacheTimes = this.#queues.map(({ cacheTime }) => cacheTime);
      const page = await this.#ask(session, readChanges(session.sql, position, lastAt));
      lastAt = undefined;
      const isGap = page.gap !== "none" || page.at - readAt > maxGapMs;
      [position, readAt] = [page.position, page.at];
      const keys = isGap ? new Set([everythingKey]) : keysOf(page.changes);
      if (keys.size > 0) {
        purge(keys);
        unfinished.add(batch, position);
      }
      if (performance.now() >= heartbeatAt) {
        for (const [n, queue] of this.#queues.entries()) queue.confirm(cacheTimes[n] ?? "");
        heartbeatAt = performance.now() + heartbeatIntervalMs;
      }
      const reached = unfinished.finish(Math.min(...this.#queues.map((queue) => queue.finished)));
      if (reached) [finished, isSaved] = [reached, false];
      const sinceSaved = performance.now() - savedAt;
      const isDue = unfinished.count === 0 && sinceSaved > idleSaveIntervalMs;
      if (isDue) finished = position;
      if (finished && ((!isSaved && sinceSaved > saveIntervalMs) || isDue)) {
        await this.#save(session, identity, finished, readAt);
        [isSaved, savedAt] = [true, performance.now()];
      }
      if (!this.#isNotified) await this.#pause(pollIntervalMs, session.lost);
      if (this.#isNotified) await sleep(collectMs, undefined, { ref: false });
    }
  }

  async #readStored(
    session: Session,
    identity: string,
  ): Promise<{ position: ChangeLogPosition; at: number } | undefined> {
    const rows = await this.#ask<{ value: unknown }[]>(
      session,
      session.sql`select value from settings where key = ${positionKey}`,
    );
    const stored = storedSchema.safeParse(rows[0]?.value);
    if (!stored.success || stored.data.identity !== identity) return undefined;
    const { timeline, xmin, next, running, at } = stored.data;
    return { position: { timeline, xmin: BigInt(xmin), next: BigInt(next), running, seen: new Map() }, at };
  }

  async #save(
    session: Session,
    identity: string,
    { timeline, xmin, next, running }: ChangeLogPosition,
    at: number,
  ): Promise<void> {
    const value = JSON.stringify({ identity, at, timeline, xmin: String(xmin), next: String(next), running });
    await this.#ask(
      session,
      session.sql`
        insert into settings (key, value) values (${positionKey}, ${value}::text::jsonb)
        on conflict (key) do update set value = excluded.value, updated_at = now()`,
    );
  }

  /** The result of a statement; throws if it takes too long or the connection is lost. */
  #ask<T>({ lost }: Session, statement: PromiseLike<T>): Promise<T> {
    return answerWithin(statementTimeoutMs, statement, [lost, this.#closing.signal]);
  }

  /** Waits this long (ms), or until there is a change or the purger is closed; rejects if the connection is lost. */
  async #pause(ms: number, lost: AbortSignal): Promise<void> {
    await pauseUntil(ms, [lost, this.#closing.signal], (wake) => {
      this.#wake = wake;
    });
    refuseLost(lost);
  }
}

function keysOf(changes: readonly { tags: readonly string[] }[]): Set<string> {
  const keys = new Set(changes.flatMap(({ tags }) => tags.map(surrogateKey)));
  return keys.size > maxKnownKeys ? new Set([everythingKey]) : keys;
}
