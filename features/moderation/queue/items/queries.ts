import { and, desc, eq, inArray, ne, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import {
  articles,
  comments,
  memberStandings,
  members,
  moderationDecisions,
  moderationQueue,
  screeningVerdicts,
} from "#db/schema.ts";
import { hasSeparatePage } from "#features/comments/queries.ts";
import { isUndone } from "#features/decision-history/queries.ts";
import { standingColumns } from "#features/members/standing/queries.ts";
import { commentStateColumns } from "#features/moderation/decisions/current-state.ts";
import { listPresence } from "../live/queries.ts";
import { countDecidableTogether } from "../near-duplicates.ts";

const parent = alias(comments, "parent");
const parentMember = alias(members, "parent_member");

/**
 * Lists comments with what a moderator needs to decide, except their reports (`listReports`), in a fixed number of
 * statements. Comments that no longer exist are left out. Authors do not see the notes of decisions on their own
 * comments.
 */
export async function listItems(db: Executor, ids: number[], viewerId: number) {
  if (ids.length === 0) return [];
  const [rows, verdicts, decisions, claims, together] = await Promise.all([
    selectComments(db, ids),
    db
      .select({
        commentId: screeningVerdicts.commentId,
        action: screeningVerdicts.action,
        reason: screeningVerdicts.reason,
        rule: screeningVerdicts.rule,
        values: screeningVerdicts.values,
      })
      .from(screeningVerdicts)
      .where(inArray(screeningVerdicts.commentId, ids))
      .orderBy(screeningVerdicts.commentId, screeningVerdicts.position),
    selectDecisions(db, ids),
    listPresence(db, ids, viewerId),
    countDecidableTogether(db, ids),
  ]);
  const byComment = <T extends { commentId: number }>(list: T[]) => Map.groupBy(list, ({ commentId }) => commentId);
  const [verdictsById, decisionsById, claimsById] = [byComment(verdicts), byComment(decisions), byComment(claims)];
  const rowsById = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = rowsById.get(id);
    if (!row) return [];
    return [
      {
        ...row,
        verdicts: verdictsById.get(id) ?? [],
        decisions: (decisionsById.get(id) ?? []).map((decision) =>
          row.memberId === viewerId ? { ...decision, note: "" } : decision,
        ),
        claims: claimsById.get(id) ?? [],
        together: together.get(id) ?? { alike: 0, byMember: 0 },
      },
    ];
  });
}

export type ItemRow = Awaited<ReturnType<typeof listItems>>[number];

function selectComments(db: Executor, ids: number[]) {
  return db
    .select({
      ...commentStateColumns,
      bodyHtml: comments.bodyHtml,
      createdAt: comments.createdAt,
      thread: comments.thread,
      hasSeparatePage,
      memberId: comments.memberId,
      name: sql<string>`coalesce(${members.name}, ${comments.authorName})`,
      handle: members.handle,
      role: members.role,
      joinedAt: members.createdAt,
      memberDeleted: sql<boolean>`${members.deletedAt} is not null`,
      standing: standingColumns,
      standingVersion: sql<number>`coalesce(${memberStandings.version}, 0)`,
      article: { id: articles.id, slug: articles.slug, title: articles.title, policy: articles.commentPolicy },
      parentId: comments.parentId,
      parentHtml: parent.bodyHtml,
      parentName: sql<string | null>`coalesce(${parentMember.name}, ${parent.authorName})`,
      queue: { id: moderationQueue.commentId, reports: moderationQueue.reports, queuedAt: moderationQueue.queuedAt },
    })
    .from(comments)
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .leftJoin(members, eq(members.id, comments.memberId))
    .leftJoin(memberStandings, eq(memberStandings.memberId, comments.memberId))
    .leftJoin(parent, eq(parent.id, comments.parentId))
    .leftJoin(parentMember, eq(parentMember.id, parent.memberId))
    .leftJoin(moderationQueue, eq(moderationQueue.commentId, comments.id))
    .where(inArray(comments.id, ids));
}

/** The newest decisions shown of a comment. */
const maxDecisionsShown = 10;

function selectDecisions(db: Executor, ids: number[]) {
  const newest = db
    .select({
      id: moderationDecisions.id,
      action: moderationDecisions.action,
      reason: moderationDecisions.reason,
      rule: moderationDecisions.rule,
      note: moderationDecisions.note,
      actorId: moderationDecisions.actorId,
      createdAt: moderationDecisions.createdAt,
      undone: isUndone.as("undone"),
    })
    .from(moderationDecisions)
    .where(
      and(
        eq(moderationDecisions.subject, "comment"),
        sql`${moderationDecisions.subjectId} = requested.id`,
        ne(moderationDecisions.action, "undo"),
      ),
    )
    .orderBy(desc(moderationDecisions.id))
    .limit(maxDecisionsShown)
    .as("newest");
  return db
    .select({
      commentId: sql<number>`requested.id`.mapWith(Number),
      id: newest.id,
      action: newest.action,
      reason: newest.reason,
      rule: newest.rule,
      note: newest.note,
      by: members.name,
      createdAt: newest.createdAt,
      undone: newest.undone,
    })
    .from(sql`unnest(${toIdArray(ids)}) as requested (id)`)
    .innerJoinLateral(newest, sql`true`)
    .leftJoin(members, eq(members.id, newest.actorId));
}
