import { sql } from "drizzle-orm";

/** A policy under which everything waits for an editor. */
export const heldPolicy = { publication: "draft", editPolicy: "review", deletionPolicy: "review" } as const;

/** What counts of the policy of a feed `f` until an editor has confirmed its new address. */
export const policyInForce = {
  publication: sql`case when f.moved_from is null then f.publication else 'draft' end`,
  editPolicy: sql`case when f.moved_from is null then f.edit_policy else 'review' end`,
  deletionPolicy: sql`case when f.moved_from is null then f.deletion_policy else 'review' end`,
};
