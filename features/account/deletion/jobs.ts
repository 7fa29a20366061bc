import type { Executor } from "#db/client.ts";
import type { JobKind } from "#lib/jobs.ts";

/** A member's deletion, done on its day; one that was cancelled, or done already, does nothing. */
export const memberDeletion: JobKind<{ deletion: number }> = {
  name: "member-deletion",
  work: async (db: Executor, { deletion }) => {
    // The mutations put this job into the queue, so they are asked for only when it is done.
    const { executeDeletion } = await import("./mutations.ts");
    await executeDeletion(db, deletion);
  },
};
