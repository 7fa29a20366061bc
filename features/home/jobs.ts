import { z } from "zod";
import { homeCacheTag } from "#db/cache-tags/home.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { homePins } from "#db/schema.ts";
import type { JobDefinition } from "#lib/jobs.ts";
import { isExpired } from "./queries.ts";

/** Removes the expired pins and invalidates the home page. Returns how many there were. */
export async function removeExpiredPins(db: Executor): Promise<number> {
  return db.transaction(async (tx) => {
    const deleted = await tx.delete(homePins).where(isExpired).returning({ id: homePins.id });
    if (deleted.length > 0) await invalidateTags(tx, [homeCacheTag], "update");
    return deleted.length;
  });
}

/** Enqueued for the time at which a pin expires (`removeExpiredPins`). */
export const removeExpiredPinsJob: JobDefinition<Record<string, never>> = {
  name: "home-pin-end",
  payload: z.record(z.string(), z.never()),
};
