import { setImmediate } from "node:timers/promises";
import { and, desc, eq, exists, inArray, isNull, not, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import { LRUCache } from "lru-cache";
import type { Executor } from "#db/client.ts";
import { articles, commentReactions, comments } from "#db/schema.ts";
import type { ViewerComments } from "#features/auth/viewer-data.ts";
import type { CompactNode } from "#lib/prose/compact-tree.ts";
import { toCompactBody } from "./comment-body.ts";
import { editMinutes, isEditable } from "./rules.ts";

/** The most comments of one member on one article that get an edit button: a bound that nobody reaches in practice. */
const maxOwnComments = 200;

/** Maximum number of a member's reactions in a discussion that are listed. Buttons beyond it look unpressed. */
const maxOwnReactions = 2_000;

/** Selects a member's own comments on an article, newest first, with the text of those that wait for a moderator. */
export function selectViewerComments(db: Executor, slug: SQLWrapper, memberId: SQLWrapper) {
  return db
    .select({
      id: comments.id,
      parentId: comments.parentId,
      createdAt: comments.createdAt,
      /** Null for a visible comment. */
      pendingHtml: sql<string | null>`case when ${comments.status} = 'pending' then ${comments.bodyHtml} end`.as(
        "pending_html",
      ),
    })
    .from(comments)
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .where(
      and(
        eq(articles.slug, slug),
        eq(comments.memberId, memberId),
        inArray(comments.status, ["visible", "pending"]),
        isNull(comments.deletedAt),
      ),
    )
    .orderBy(desc(comments.createdAt), desc(comments.id))
    .limit(maxOwnComments);
}

/**
 * Selects the comments of an article to which a member reacted, newest first. Goes through the member's reactions, or,
 * for a member with very many, through the article's comments: the plan is the same for all members.
 */
export function selectViewerReactions(db: Executor, slug: SQLWrapper, memberId: SQLWrapper) {
  const articleId = db.select({ id: articles.id }).from(articles).where(eq(articles.slug, slug));
  const isOnArticle = eq(
    db.select({ id: comments.articleId }).from(comments).where(eq(comments.id, commentReactions.commentId)),
    articleId,
  );
  const isToArticleComment = sql`${commentReactions.commentId} = any(array(${db
    .select({ id: comments.id })
    .from(comments)
    .where(eq(comments.articleId, articleId))}))`;
  const ofMember = eq(commentReactions.memberId, memberId);
  const hasMany = exists(
    db.select({ one: sql`1` }).from(commentReactions).where(ofMember).offset(maxOwnReactions).limit(1),
  );
  const select = (where: SQL | undefined) =>
    db.select({ id: commentReactions.commentId }).from(commentReactions).where(where);
  return unionAll(select(and(not(hasMany), ofMember, isOnArticle)), select(and(hasMany, ofMember, isToArticleComment)))
    .orderBy(desc(sql`comment_id`))
    .limit(maxOwnReactions);
}

/** A row of `selectViewerComments` as JSON. */
export interface ViewerCommentRow {
  id: number;
  parentId: number | null;
  /** ISO. */
  createdAt: string;
  pendingHtml: string | null;
}

/** Groups a member's own comments for their view of the page. */
export async function arrangeViewerComments(
  rows: readonly ViewerCommentRow[],
  now = new Date(),
): Promise<ViewerComments> {
  const own: ViewerComments["own"] = [];
  const pending: ViewerComments["pending"] = [];
  for (const { id, parentId, createdAt: time, pendingHtml } of rows) {
    const createdAt = new Date(time);
    if (pendingHtml === null) {
      const until = new Date(createdAt.getTime() + editMinutes * 60_000).toISOString();
      own.push({ id, editableUntil: isEditable(createdAt, now) ? until : null });
    } else pending.push({ id, parentId, createdAt: createdAt.toISOString(), body: await renderPending(pendingHtml) });
  }
  return { own, pending: pending.reverse() };
}

/** Rendered comments by their HTML, so that a member with many pending comments does not cost a parse of each per page. */
const renderedComments = new LRUCache<string, CompactNode[]>({
  max: 1_000,
  maxSize: 1_000_000,
  sizeCalculation: (_, html) => html.length + 1,
});

/** Renders a comment's HTML as `toCompactBody` does. Lets other work run before each comment that is not kept yet. */
async function renderPending(html: string): Promise<CompactNode[]> {
  const known = renderedComments.get(html);
  if (known) return known;
  await setImmediate();
  const tree = toCompactBody(html);
  renderedComments.set(html, tree);
  return tree;
}
