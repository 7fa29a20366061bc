import { z } from "zod";
import type { Executor } from "#db/client.ts";
import type { JobDefinition } from "#lib/jobs.ts";
import { refreshRelated } from "./mutations.ts";

/**
 * Computes the related articles of a published batch. This takes longer than publishing, so hundreds of articles due at
 * once would otherwise wait for each other's.
 */
export const refreshRelatedJob: JobDefinition<{ ids: number[] }> = {
  name: "related-refresh",
  payload: z.object({ ids: z.array(z.number()) }),
};

/** Computes the related articles of these articles. */
export function refreshRelatedBatch(db: Executor, { ids }: { ids: number[] }): Promise<void> {
  return db.transaction((tx) => refreshRelated(tx, ids));
}
