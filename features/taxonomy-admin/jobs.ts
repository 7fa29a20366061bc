import { enqueue, type JobKind } from "#lib/jobs.ts";
import { advanceMerge } from "./merge/merge.ts";
import { startTimeBudget } from "./rules.ts";

export { refreshTermRelatedJob } from "./refresh-related.ts";

/** Moves the articles of a merge that is too large for its form. */
export const mergeTermsJob: JobKind<{ mergeId: number }> = {
  name: "taxonomy-merge",
  work: async (db, { mergeId }) => {
    if (!(await advanceMerge(db, mergeId, startTimeBudget()))) await enqueue(db, mergeTermsJob, { mergeId });
  },
};
