import { and, eq, sql } from "drizzle-orm";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { memberCacheTags } from "#db/cache-tags/members.ts";
import { moderationLogCacheTag } from "#db/cache-tags/moderation-log.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { authors, comments, members } from "#db/schema.ts";
import { hasModerated } from "#features/transparency/log/queries.ts";

/** The most discussions that are invalidated one by one; beyond it `invalidateTags` invalidates everything anyway. */
const maxDiscussions = 60;

/**
 * Invalidates the pages that show a member's name: the profile, their bylines, the discussions they took part in, and the public log if
 * they made decisions.
 */
export async function invalidateMember(tx: Executor, memberId: number, formerHandle?: string): Promise<void> {
  const [member] = await tx.select({ handle: members.handle }).from(members).where(eq(members.id, memberId));
  const discussions = await tx
    .selectDistinct({ id: comments.articleId })
    .from(comments)
    .where(and(eq(comments.memberId, memberId), sql`${comments.status} = 'visible'`))
    .limit(maxDiscussions);
  const bylines = await tx.select({ handle: authors.handle }).from(authors).where(eq(authors.memberId, memberId));
  await invalidateTags(tx, [
    // Their articles and pages name the member's fediverse account.
    ...bylines.map(({ handle }) => taxonomyCacheTags.author(handle)),
    ...[member?.handle, formerHandle].flatMap((handle) => (handle ? [memberCacheTags.handle(handle)] : [])),
    ...discussions.map(({ id }) => commentCacheTags.article(id)),
    ...((await hasModerated(tx, memberId)) ? [moderationLogCacheTag] : []),
  ]);
}
