import { and, eq, gt, inArray, ne, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { comments, members, moderationPresence } from "#db/schema.ts";

/** The other moderators who look at these comments now. */
export function listPresence(db: Executor, ids: number[], viewerId: number) {
  return db
    .select({ commentId: moderationPresence.commentId, name: members.name })
    .from(moderationPresence)
    .innerJoin(members, eq(members.id, moderationPresence.memberId))
    .where(
      and(
        inArray(moderationPresence.commentId, ids),
        ne(moderationPresence.memberId, viewerId),
        gt(moderationPresence.expiresAt, sql`now()`),
      ),
    );
}

/** The ids of the comments whose version has changed since they were seen. */
export async function listChanged(db: Executor, known: { id: number; version: number }[]): Promise<number[]> {
  if (known.length === 0) return [];
  const rows = await db
    .select({ id: comments.id, version: comments.version })
    .from(comments)
    .where(
      inArray(
        comments.id,
        known.map(({ id }) => id),
      ),
    );
  const versions = new Map(rows.map(({ id, version }) => [id, version]));
  return known.filter(({ id, version }) => versions.get(id) !== version).map(({ id }) => id);
}
