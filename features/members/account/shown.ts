import { and, eq, sql } from "drizzle-orm";
import { announce } from "#db/changes.ts";
import type { Executor } from "#db/client.ts";
import { comments, members } from "#db/schema.ts";
import { commentTagsOf } from "#features/comments/tags.ts";
import { hasDecided } from "#features/moderation/log/queries.ts";
import { logTag } from "#features/moderation/log/tags.ts";
import { memberTagsOf } from "../tags.ts";

/** Beyond so many discussions `announce` clears everything anyway. */
const mostDiscussions = 60;

/** Clears the pages on which a member's name stands: the profile, the discussions they took part in, and the public log where they decided. */
export async function announceMember(tx: Executor, memberId: number, formerHandle?: string): Promise<void> {
  const [member] = await tx.select({ handle: members.handle }).from(members).where(eq(members.id, memberId));
  const discussions = await tx
    .selectDistinct({ id: comments.articleId })
    .from(comments)
    .where(and(eq(comments.memberId, memberId), sql`${comments.status} = 'visible'`))
    .limit(mostDiscussions);
  await announce(tx, [
    ...[member?.handle, formerHandle].flatMap((handle) => (handle ? [memberTagsOf.handle(handle)] : [])),
    ...discussions.map(({ id }) => commentTagsOf.article(id)),
    ...((await hasDecided(tx, memberId)) ? [logTag] : []),
  ]);
}
