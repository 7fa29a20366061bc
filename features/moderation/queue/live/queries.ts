import { and, eq, gt, inArray, ne, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { comments, members, moderationClaims } from "#db/schema.ts";

/** Who else looks at which of these now. */
export function listClaims(db: Executor, ids: number[], viewerId: number) {
  return db
    .select({ commentId: moderationClaims.commentId, name: members.name })
    .from(moderationClaims)
    .innerJoin(members, eq(members.id, moderationClaims.memberId))
    .where(
      and(
        inArray(moderationClaims.commentId, ids),
        ne(moderationClaims.memberId, viewerId),
        gt(moderationClaims.expiresAt, sql`now()`),
      ),
    );
}

/** Which of these comments are no longer as they were seen, and how they stand. */
export async function listChanged(db: Executor, seen: { id: number; version: number }[]): Promise<number[]> {
  if (seen.length === 0) return [];
  const rows = await db
    .select({ id: comments.id, version: comments.version })
    .from(comments)
    .where(
      inArray(
        comments.id,
        seen.map(({ id }) => id),
      ),
    );
  const versions = new Map(rows.map(({ id, version }) => [id, version]));
  return seen.filter(({ id, version }) => versions.get(id) !== version).map(({ id }) => id);
}
