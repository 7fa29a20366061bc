import { and, eq, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { authors, commentReactions, comments, memberDeletions, ratings } from "#db/schema.ts";

// In a single-table query drizzle writes bare column names: inside the sub-query they would be the reply's.
/** Counts what a deletion would remove. */
export async function countMemberContent(db: Executor, memberId: number) {
  const [[commentCounts], [rated], [reacted], [signed]] = await Promise.all([
    db
      .select({
        visible: sql<number>`count(*) filter (where ${comments.status} = 'visible')::int`,
        answered: sql<number>`count(*) filter (where ${comments.status} = 'visible' and exists (select 1 from ${comments} as reply where reply.parent_id = comments.id and reply.status = 'visible'))::int`,
        unseen: sql<number>`count(*) filter (where ${comments.status} <> 'visible' and ${comments.deletedAt} is null)::int`,
      })
      .from(comments)
      .where(eq(comments.memberId, memberId)),
    db.select({ n: sql<number>`count(*)::int` }).from(ratings).where(eq(ratings.memberId, memberId)),
    db.select({ n: sql<number>`count(*)::int` }).from(commentReactions).where(eq(commentReactions.memberId, memberId)),
    db.select({ n: sql<number>`count(*)::int` }).from(authors).where(eq(authors.memberId, memberId)),
  ]);
  return {
    visible: commentCounts?.visible ?? 0,
    answered: commentCounts?.answered ?? 0,
    unseen: commentCounts?.unseen ?? 0,
    ratings: rated?.n ?? 0,
    reactions: reacted?.n ?? 0,
    bylines: signed?.n ?? 0,
  };
}

/** Finds the pending deletion; undefined without one. */
export async function findPendingDeletion(db: Executor, memberId: number) {
  const [row] = await db
    .select({
      id: memberDeletions.id,
      dueAt: memberDeletions.dueAt,
      keepsComments: memberDeletions.keepsComments,
    })
    .from(memberDeletions)
    .where(
      and(eq(memberDeletions.memberId, memberId), isNull(memberDeletions.cancelledAt), isNull(memberDeletions.doneAt)),
    );
  return row;
}
