import { setTimeout as sleep } from "node:timers/promises";
import { findPooler } from "#db/client.ts";
import type { Env } from "#lib/env.ts";
import { log } from "#lib/log/log.ts";
import { checkDatabase, checkDirectDatabase } from "./check-database.ts";
import { connectToSupervisor, disconnectFromSupervisor, type SupervisorConnection } from "./supervisor-client.ts";

/** How long a release waits for a renewal of its lease (ms): a database that does not start delays no stop for longer. */
const renewalTimeoutMs = 10_000;

export interface DatabaseHandle {
  url: string;
  /** The same database past a pooler, for what needs a session (`directUrl` of db/client.ts). */
  directUrl: string;
  /** Releases the lease. If it was the last one, resolves once PostgreSQL has stopped. */
  release(): Promise<void>;
}

/**
 * Starts the embedded PostgreSQL of this DATA_DIR, or joins it if another Vigie process runs it. It stops when the last
 * holder releases it or dies; it waits `lingerMs` for the restart of a holder that was killed. `say` receives progress
 * lines. Throws an OperatorError with one line if it cannot start.
 */
export async function acquirePostgres(options: {
  dataDir: string;
  say?: (line: string) => void;
  lingerMs?: number;
}): Promise<DatabaseHandle> {
  const say = options.say ?? (() => {});
  let lease = await connectToSupervisor(options.dataDir, say, options.lingerMs);
  const released = new AbortController();
  let renewal = Promise.resolve();
  const hold = (handle: SupervisorConnection) => {
    // A holder that forgets to release may still exit.
    handle.socket.unref();
    handle.socket.once("close", () => {
      if (!released.signal.aborted) renewal = renew();
    });
  };
  /** The supervisor was killed: the next one stops the server that it left and restarts it at the same address. */
  const renew = async () => {
    for (let pause = 100; !released.signal.aborted; pause = Math.min(pause * 2, 10_000)) {
      try {
        const next = await connectToSupervisor(options.dataDir, () => {}, options.lingerMs);
        if (next.url !== lease.url) log.error("The embedded PostgreSQL came back at another address: restart Vigie.");
        lease = next;
        if (released.signal.aborted) return disconnectFromSupervisor(next);
        return hold(next);
      } catch (error) {
        log.error({ err: error }, "The embedded PostgreSQL is gone and does not come back; trying again.");
        await sleep(pause, undefined, { ref: false, signal: released.signal }).catch(() => {});
      }
    }
  };
  hold(lease);
  return {
    url: lease.url,
    directUrl: lease.url,
    async release() {
      if (released.signal.aborted) return;
      released.abort();
      // A lease that is being renewed is released at the end of its renewal. Otherwise the renewed supervisor would wait
      // for a restart.
      await Promise.race([renewal, sleep(renewalTimeoutMs, undefined, { ref: false })]);
      await disconnectFromSupervisor(lease);
    },
  };
}

/**
 * Opens the database of this environment: DATABASE_URL if it is set, else the embedded PostgreSQL of DATA_DIR. Sets
 * process.env.DATABASE_URL, which `database()` and `directUrl()` read. Throws an OperatorError with one line if it is down or unfit.
 */
export async function openDatabase(
  env: Pick<Env, "DATABASE_URL" | "DATABASE_DIRECT_URL" | "DATA_DIR">,
  say?: (line: string) => void,
  { lingerMs = 0 } = {},
): Promise<DatabaseHandle> {
  const handle: DatabaseHandle = env.DATABASE_URL
    ? {
        url: env.DATABASE_URL,
        directUrl: env.DATABASE_DIRECT_URL ?? env.DATABASE_URL,
        release: async () => {},
      }
    : await acquirePostgres({ dataDir: env.DATA_DIR, say, lingerMs });
  // The embedded PostgreSQL is reached without a pooler.
  if (!env.DATABASE_URL) globalThis.vigieCanPrepare = true;
  else {
    await checkDatabase(env.DATABASE_URL);
    if (env.DATABASE_DIRECT_URL) await checkDirectDatabase(env.DATABASE_DIRECT_URL, env.DATABASE_URL);
    if (await findPooler(env.DATABASE_URL))
      say?.(
        "The pooler in front of the database refuses time limits as session settings: set its own (docs/running.md).",
      );
  }
  process.env.DATABASE_URL = handle.url;
  return handle;
}
