import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import type { ChangeLogPosition } from "#db/change-log.ts";
import type { Database } from "#db/client.ts";
import { webNodes } from "#db/schema.ts";
import { log } from "#lib/log/log.ts";
import { describeClockDifference } from "./clock-difference.ts";

/** How often a node writes its heartbeat, with how far it has read the change log (ms). */
const heartbeatMs = 1_000;

interface NodeHeartbeatOptions {
  /** The hash of the sources that it was built from. */
  build: string;
  /** How far it has read the change log. */
  position: () => ChangeLogPosition | undefined;
  intervalMs?: number;
}

/**
 * Writes a heartbeat of this node into `web_nodes` each second, and logs when its clock becomes wrong or right again.
 * Rows of nodes that died a day ago are deleted. Returns a function that stops it and deletes the node's row.
 */
export function startNodeHeartbeat(
  db: Database,
  { build, position, intervalMs = heartbeatMs }: NodeHeartbeatOptions,
): () => Promise<void> {
  const id = randomUUID();
  const closing = new AbortController();
  const follow = async () => {
    let [isFailing, isClockWrong] = [false, false];
    while (!closing.signal.aborted) {
      try {
        const difference = await writeHeartbeat(db, { id, build, position: position() });
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
async function writeHeartbeat(
  db: Database,
  node: { id: string; build: string; position: ChangeLogPosition | undefined },
): Promise<string | undefined> {
  const read = { timeline: node.position?.timeline ?? null, xid: node.position ? String(node.position.xmin) : null };
  const askedAt = Date.now();
  const [updated] = await db
    .update(webNodes)
    .set({ beatAt: sql`now()`, ...read })
    .where(eq(webNodes.id, node.id))
    .returning({ now: sql<number>`(extract(epoch from clock_timestamp()) * 1000)::float8` });
  if (updated) return describeClockDifference(askedAt, updated.now);
  await db.delete(webNodes).where(sql`${webNodes.beatAt} < now() - interval '1 day'`);
  await db.insert(webNodes).values({ id: node.id, host: hostname(), build: node.build, ...read });
  return undefined;
}
