import { z } from "zod";
import type { Executor } from "#db/client.ts";
import type { JobDefinition } from "#lib/jobs.ts";
import { refreshRelated } from "./mutations.ts";

/**
 * The selections of articles that were published in a batch: computing them takes longer than publishing, and hundreds that are due at the same
 * moment would wait for each other's.
 */
export const refreshRelatedJob: JobDefinition<{ ids: number[] }> = {
  name: "related-refresh",
  payload: z.object({ ids: z.array(z.number()) }),
};

/** Computes the selections of these articles. */
export function refreshRelatedBatch(db: Executor, { ids }: { ids: number[] }): Promise<void> {
  return db.transaction((tx) => refreshRelated(tx, ids));
}
