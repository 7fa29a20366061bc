import { and, eq, sql } from "drizzle-orm";
import { commentTags } from "#db/cache-tags/comments.ts";
import { memberTags } from "#db/cache-tags/members.ts";
import { logTag } from "#db/cache-tags/moderation-log.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { comments, members } from "#db/schema.ts";
import { hasModerated } from "#features/transparency/log/queries.ts";

/** Beyond so many discussions `announce` clears everything anyway. */
const maxDiscussions = 60;

/** Clears the pages on which a member's name stands: the profile, the discussions they took part in, and the public log where they decided. */
export async function invalidateMember(tx: Executor, memberId: number, formerHandle?: string): Promise<void> {
  const [member] = await tx.select({ handle: members.handle }).from(members).where(eq(members.id, memberId));
  const discussions = await tx
    .selectDistinct({ id: comments.articleId })
    .from(comments)
    .where(and(eq(comments.memberId, memberId), sql`${comments.status} = 'visible'`))
    .limit(maxDiscussions);
  await invalidateTags(tx, [
    ...[member?.handle, formerHandle].flatMap((handle) => (handle ? [memberTags.handle(handle)] : [])),
    ...discussions.map(({ id }) => commentTags.article(id)),
    ...((await hasModerated(tx, memberId)) ? [logTag] : []),
  ]);
}
