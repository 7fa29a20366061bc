import { and, eq, isNotNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { memberStandings } from "#db/schema.ts";

/** A member says to have read their warning: they may write again. False without one. */
export async function acknowledgeWarning(tx: Executor, memberId: number): Promise<boolean> {
  const read = await tx
    .update(memberStandings)
    // The warning's moment is the process's, this one the database's: their clocks may differ.
    .set({ acknowledgedAt: sql`greatest(now(), ${memberStandings.warnedAt})` })
    .where(and(eq(memberStandings.memberId, memberId), isNotNull(memberStandings.warnedAt)))
    .returning({ id: memberStandings.memberId });
  return read.length > 0;
}
