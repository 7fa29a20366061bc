import { and, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { moderationDigests } from "#db/schema.ts";

const isDigest = (week: string, memberId: number) =>
  and(eq(moderationDigests.week, week), eq(moderationDigests.memberId, memberId));

/** Claims a member's digest of a week before it is sent; false if it is claimed already. */
export async function claimDigest(db: Executor, week: string, memberId: number): Promise<boolean> {
  const claimed = await db
    .insert(moderationDigests)
    .values({ week, memberId, claimedAt: sql`now()` })
    .onConflictDoNothing()
    .returning({ week: moderationDigests.week });
  return claimed.length > 0;
}

/** Records that a digest was sent. */
export async function finishDigest(db: Executor, week: string, memberId: number): Promise<void> {
  await db.update(moderationDigests).set({ sentAt: sql`now()` }).where(isDigest(week, memberId));
}

/** Gives a digest back that was certainly not sent, so that a later run sends it. */
export async function releaseDigest(db: Executor, week: string, memberId: number): Promise<void> {
  await db.delete(moderationDigests).where(isDigest(week, memberId));
}
