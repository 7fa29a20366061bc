import { enqueue, type JobKind } from "#lib/jobs.ts";
import { advanceMerge } from "./merging.ts";
import { turn } from "./rules.ts";

export { filedRelated } from "./related-walk.ts";

/** Moves the articles of a merge that is too large for its form. */
export const filedMerge: JobKind<{ mergeId: number }> = {
  name: "taxonomy-merge",
  work: async (db, { mergeId }) => {
    if (!(await advanceMerge(db, mergeId, turn()))) await enqueue(db, filedMerge, { mergeId });
  },
};
