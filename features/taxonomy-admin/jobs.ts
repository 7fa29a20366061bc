import { z } from "zod";
import { termKinds } from "#features/taxonomy/rules.ts";
import type { JobDefinition } from "#lib/jobs.ts";

/** Moves the articles of a merge that is too large for one request (`continueMerge`). */
export const mergeTermsJob: JobDefinition<{ mergeId: number }> = {
  name: "taxonomy-merge",
  payload: z.object({ mergeId: z.number() }),
  isPaced: true,
};

const refreshProgress = z.object({
  kind: z.enum(termKinds),
  id: z.number(),
  /** The last article whose related articles were refreshed. */
  after: z.object({ at: z.string(), article: z.number() }).optional(),
});
export type RefreshProgress = z.output<typeof refreshProgress>;

/** Refreshes the related articles of all articles with a term (`refreshTermRelated`). */
export const refreshTermRelatedJob: JobDefinition<RefreshProgress> = {
  name: "taxonomy-related",
  payload: refreshProgress,
  isPaced: true,
};
