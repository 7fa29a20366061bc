import { sql } from "drizzle-orm";

/** A policy under which everything waits for an editor. */
export const reviewPolicy = { publication: "draft", editPolicy: "review", deletionPolicy: "review" } as const;

/** The policy of a feed `f`; `reviewPolicy` after a move to another site, until an editor confirms the new address. */
export const effectivePolicy = {
  publication: sql`case when f.moved_from is null then f.publication else 'draft' end`,
  editPolicy: sql`case when f.moved_from is null then f.edit_policy else 'review' end`,
  deletionPolicy: sql`case when f.moved_from is null then f.deletion_policy else 'review' end`,
};
