import { and, desc, eq, isNull, ne, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Executor } from "#db/client.ts";
import { articles, members, moderationDecisions } from "#db/schema.ts";
import { mailGraceSeconds } from "#features/decision-history/jobs.ts";
import { isUndone } from "#features/decision-history/queries.ts";

/**
 * The moderator's own last decisions that can still be undone, newest first, with their subjects.
 * @param limit the maximum number of decisions
 */
export async function listUndoableDecisions(db: Executor, actorId: number, limit = 10) {
  const author = alias(members, "author");
  return db
    .select({
      id: moderationDecisions.id,
      subject: moderationDecisions.subject,
      subjectId: moderationDecisions.subjectId,
      action: moderationDecisions.action,
      reason: moderationDecisions.reason,
      createdAt: moderationDecisions.createdAt,
      name: author.name,
      /** For a decision on a thread: the article's title. */
      article: sql<string | null>`case when ${moderationDecisions.subject} = 'article' then ${articles.title} end`,
      parts: sql<number>`(select count(*)::int from moderation_decisions as part where part.part_of = ${moderationDecisions.id} and part.subject <> 'member')`,
    })
    .from(moderationDecisions)
    .leftJoin(author, eq(author.id, moderationDecisions.memberId))
    .leftJoin(articles, eq(articles.id, moderationDecisions.articleId))
    .where(
      and(
        eq(moderationDecisions.actorId, actorId),
        ne(moderationDecisions.action, "undo"),
        isNull(moderationDecisions.partOf),
        sql`not ${isUndone}`,
      ),
    )
    .orderBy(desc(moderationDecisions.id))
    .limit(limit);
}

/** The subject of a decision. */
export async function findSubject(db: Executor, decision: number) {
  const [row] = await db
    .select({ kind: moderationDecisions.subject, id: moderationDecisions.subjectId })
    .from(moderationDecisions)
    .where(eq(moderationDecisions.id, decision));
  return row;
}

/** Whether a decision is older than its grace period: the members concerned may have been mailed, and readers may have seen its effect. */
export async function isGraceOver(db: Executor, decision: number): Promise<boolean> {
  const [row] = await db
    .select({
      past: sql<boolean>`${moderationDecisions.createdAt} < now() - make_interval(secs => ${mailGraceSeconds})`,
    })
    .from(moderationDecisions)
    .where(eq(moderationDecisions.id, decision));
  return row?.past ?? false;
}
