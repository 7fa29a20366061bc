import type { Executor } from "#db/client.ts";
import { moderationDecisions } from "#db/schema.ts";

type NewDecision = typeof moderationDecisions.$inferInsert;

/** Stores a decision; gives its id. */
export async function record(tx: Executor, decision: NewDecision): Promise<number> {
  const [row] = await tx.insert(moderationDecisions).values(decision).returning({ id: moderationDecisions.id });
  if (!row) throw new Error("The decision was not stored.");
  return row.id;
}
