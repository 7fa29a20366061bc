import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import type { ChangeLogPosition } from "#db/change-log.ts";
import type { Database } from "#db/client.ts";
import { knownMigrations } from "#db/migrate.ts";
import { webNodes } from "#db/schema.ts";
import { log } from "#lib/log/log.ts";
import type { ValkeyClient } from "#lib/valkey/valkey-client.ts";
import { describeClockDifference } from "./clock-difference.ts";

/** How often a node writes its heartbeat, with how far it has read the change log (ms). */
const heartbeatMs = 1_000;

/** A lost Valkey is reported after this time (ms): on a busy machine calls may exceed their time limit for a moment. */
const valkeyLossMs = 60_000;

interface NodeHeartbeatOptions {
  /** The hash of the sources that it was built from; empty without a build. */
  build: string;
  /** False: it only runs jobs. */
  servesReaders: boolean;
  /** How far it has read the change log. */
  position: () => ChangeLogPosition | undefined;
  /** The client of this process; the heartbeat says why it is without Valkey. */
  valkey?: Pick<ValkeyClient, "check" | "findFailure"> | null;
  intervalMs?: number;
  /** After how long a lost Valkey is reported (ms). */
  lossMs?: number;
}

/** What a node writes once, and what it writes with each heartbeat. */
type NodeRow = typeof webNodes.$inferInsert;
type Heartbeat = Pick<NodeRow, "timeline" | "xid" | "valkeyFailure">;

/**
 * Writes a heartbeat of this node into `web_nodes` each second, and logs when its clock becomes wrong or right again.
 * Rows of nodes that died a day ago are deleted. Returns a function that stops it and deletes the node's row.
 */
export function startNodeHeartbeat(
  db: Database,
  { build, servesReaders, position, valkey, intervalMs = heartbeatMs, lossMs = valkeyLossMs }: NodeHeartbeatOptions,
): () => Promise<void> {
  const id = randomUUID();
  const newestMigration = knownMigrations().at(-1)?.when ?? null;
  const node = { id, host: hostname(), build, servesReaders, newestMigration };
  const readState = async (): Promise<Heartbeat> => {
    await valkey?.check();
    const at = position();
    return {
      timeline: at?.timeline ?? null,
      xid: at ? String(at.xmin) : null,
      valkeyFailure: valkey?.findFailure(lossMs) ?? null,
    };
  };
  const closing = new AbortController();
  const follow = async () => {
    let [isFailing, isClockWrong] = [false, false];
    while (!closing.signal.aborted) {
      try {
        const difference = await writeHeartbeat(db, node, await readState());
        isFailing = false;
        if (difference && !isClockWrong) log.warn(`${difference}: set both by NTP.`);
        if (!difference && isClockWrong) log.info("This machine's clock agrees with the database's again.");
        isClockWrong = difference !== undefined;
      } catch (error) {
        // Once for each outage of the database.
        if (!isFailing)
          log.warn({ err: error }, "The heartbeat of this node could not be written to web_nodes; retrying.");
        isFailing = true;
      }
      await sleep(intervalMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  };
  const done = follow();
  return async () => {
    closing.abort();
    await done;
    await db.delete(webNodes).where(eq(webNodes.id, id));
  };
}

/** Writes a heartbeat, and returns by how much this machine's clock is wrong, if it is. */
async function writeHeartbeat(db: Database, node: NodeRow, state: Heartbeat): Promise<string | undefined> {
  const askedAt = Date.now();
  const [updated] = await db
    .update(webNodes)
    .set({ beatAt: sql`now()`, ...state })
    .where(eq(webNodes.id, node.id))
    .returning({ now: sql<number>`(extract(epoch from clock_timestamp()) * 1000)::float8` });
  if (updated) return describeClockDifference(askedAt, updated.now);
  await db.delete(webNodes).where(sql`${webNodes.beatAt} < now() - interval '1 day'`);
  await db.insert(webNodes).values({ ...node, ...state });
  return undefined;
}
