import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { mailClaims, members, workerHeartbeats } from "#db/schema.ts";
import { confirmedMs, type LatestHeartbeat, neverMark, outageKey } from "./rules.ts";

/** Finds the latest heartbeat of any process that runs jobs. */
export async function findLatestHeartbeat(db: Executor): Promise<LatestHeartbeat> {
  const { id, beatAt } = workerHeartbeats;
  const [latest] = await db
    .select({
      mark: sql<string>`${id} || ':' || (extract(epoch from ${beatAt}) * 1000000)::bigint`,
      beatAt,
      ageMs: sql<number>`(extract(epoch from now() - ${beatAt}) * 1000)::float8`,
    })
    .from(workerHeartbeats)
    .orderBy(desc(beatAt), asc(id))
    .limit(1);
  return latest ?? { mark: neverMark, beatAt: null, ageMs: null };
}

/** Whether jobs run, for the admin pages and for monitoring. */
export interface WorkerHealth {
  /** The last heartbeat of any process that runs jobs; null if there was none. */
  lastHeartbeatAt: Date | null;
  /** Whether that was within the last two minutes, by PostgreSQL's clock. */
  isAlive: boolean;
  /** Since when the administrators know that no jobs run; null while they run. */
  outageSince: Date | null;
}

/**
 * Reads whether jobs run. An outage begins when a web process has confirmed it (`checkHeartbeats`), which takes ten
 * minutes, and ends with the next heartbeat.
 */
export async function readWorkerHealth(db: Executor): Promise<WorkerHealth> {
  const { mark, beatAt, ageMs } = await findLatestHeartbeat(db);
  const [claim] = await db
    .select({ claimedAt: mailClaims.claimedAt })
    .from(mailClaims)
    .where(eq(mailClaims.key, outageKey(mark)));
  const isAlive = ageMs !== null && Math.abs(ageMs) < confirmedMs;
  return { lastHeartbeatAt: beatAt, isAlive, outageSince: claim?.claimedAt ?? null };
}

/** Lists the ids of the administrators. */
export async function listAdministrators(db: Executor): Promise<number[]> {
  const rows = await db
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.role, "admin"), isNull(members.deletedAt)))
    .orderBy(members.id);
  return rows.map(({ id }) => id);
}
