import { and, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { memberSessions } from "#db/schema.ts";
import { log } from "#lib/log/log.ts";
import { lastSeenMinutes } from "./rules.ts";

/** Beyond this many updates at once, for instance in the morning, a session is updated at a later request. */
const maxPendingUpdates = 20;

const pendingUpdates = new Set<string>();

/** SQL condition for sessions whose last-seen time must be updated. */
export const isLastSeenStale = sql<boolean>`${memberSessions.lastSeenAt} <= now() - make_interval(mins => ${lastSeenMinutes})`;

/**
 * Updates when a session was last seen, unless that is recent. Requests do not wait for it, so it never rejects; only
 * tests await it.
 */
export async function noteLastSeen(db: Executor, sessionId: string): Promise<void> {
  if (pendingUpdates.has(sessionId) || pendingUpdates.size >= maxPendingUpdates) return;
  pendingUpdates.add(sessionId);
  try {
    await db
      .update(memberSessions)
      .set({ lastSeenAt: sql`now()` })
      .where(and(eq(memberSessions.id, sessionId), isLastSeenStale));
  } catch (error) {
    log.debug({ err: error }, "A session's last-seen time was not updated.");
  } finally {
    pendingUpdates.delete(sessionId);
  }
}
