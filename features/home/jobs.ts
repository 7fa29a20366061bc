import { announce } from "#db/changes.ts";
import type { Executor } from "#db/client.ts";
import { homePins } from "#db/schema.ts";
import type { JobKind } from "#lib/jobs.ts";
import { isOver } from "./queries.ts";
import { homeTag } from "./tags.ts";

/** Takes away the pins whose time is over, and has the home page show it. Returns how many there were. */
export async function endPins(db: Executor): Promise<number> {
  return db.transaction(async (tx) => {
    const gone = await tx.delete(homePins).where(isOver).returning({ id: homePins.id });
    if (gone.length > 0) await announce(tx, [homeTag], "update");
    return gone.length;
  });
}

/** Put into the queue for the moment at which a pin ends; whatever is over by then goes. */
export const homePinEnd: JobKind<Record<string, never>> = {
  name: "home-pin-end",
  work: async (db) => {
    await endPins(db);
  },
};
