import { z } from "zod";
import { homeCacheTag } from "#db/cache-tags/home.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { homePins } from "#db/schema.ts";
import type { JobDefinition } from "#lib/jobs.ts";
import { isExpired } from "./queries.ts";

/** Takes away the pins whose time is over, and has the home page show it. Returns how many there were. */
export async function removeExpiredPins(db: Executor): Promise<number> {
  return db.transaction(async (tx) => {
    const gone = await tx.delete(homePins).where(isExpired).returning({ id: homePins.id });
    if (gone.length > 0) await invalidateTags(tx, [homeCacheTag], "update");
    return gone.length;
  });
}

/** Queued for the moment at which a pin ends (`removeExpiredPins`). */
export const removeExpiredPinsJob: JobDefinition<Record<string, never>> = {
  name: "home-pin-end",
  payload: z.record(z.string(), z.never()),
};
