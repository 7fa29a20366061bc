import type { JobKind } from "#lib/jobs.ts";
import { refreshRelated } from "./mutations.ts";

/**
 * The selections of articles that reached readers in a crowd: working them out takes longer than publishing, and hundreds that are due at
 * the same moment would wait for each other's.
 */
export const refreshRelatedJob: JobKind<{ ids: number[] }> = {
  name: "related-refresh",
  work: (db, { ids }) => db.transaction((tx) => refreshRelated(tx, ids)),
};
