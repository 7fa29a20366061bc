import { randomBytes } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { memberFeeds } from "#db/schema.ts";

/** Creates a member's feed; one that exists keeps its address, also if another tab still offers to create it. */
export async function createPrivateFeed(tx: Executor, memberId: number): Promise<void> {
  await tx
    .insert(memberFeeds)
    .values({ memberId, linkKey: randomBytes(32) })
    .onConflictDoNothing();
}

/** Gives a member's feed a new address, or creates the feed. The former address no longer works. */
export async function renewPrivateFeed(tx: Executor, memberId: number): Promise<void> {
  const linkKey = randomBytes(32);
  await tx
    .insert(memberFeeds)
    .values({ memberId, linkKey })
    .onConflictDoUpdate({ target: memberFeeds.memberId, set: { linkKey, createdAt: sql`now()` } });
}

/** Removes a member's feed: its address no longer works. */
export async function removePrivateFeed(tx: Executor, memberId: number): Promise<void> {
  await tx.delete(memberFeeds).where(eq(memberFeeds.memberId, memberId));
}
