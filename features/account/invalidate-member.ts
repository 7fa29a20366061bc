import { eq } from "drizzle-orm";
import { memberCacheTags } from "#db/cache-tags/members.ts";
import { moderationLogCacheTag } from "#db/cache-tags/moderation-log.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { authors } from "#db/schema.ts";
import { listMemberCacheTags } from "#features/members/queries.ts";
import { hasModerated } from "#features/transparency/log/queries.ts";

/**
 * Invalidates the pages that show a member's name: the profile, their bylines, the discussions they took part in, and the public log if
 * they made decisions.
 */
export async function invalidateMember(tx: Executor, memberId: number, formerHandle?: string): Promise<void> {
  const bylines = await tx.select({ handle: authors.handle }).from(authors).where(eq(authors.memberId, memberId));
  await invalidateTags(tx, [
    // Their articles and pages name the member's fediverse account.
    ...bylines.map(({ handle }) => taxonomyCacheTags.author(handle)),
    ...(await listMemberCacheTags(tx, memberId)),
    ...(formerHandle ? [memberCacheTags.handle(formerHandle)] : []),
    ...((await hasModerated(tx, memberId)) ? [moderationLogCacheTag] : []),
  ]);
}
