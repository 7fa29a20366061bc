import { and, between, eq, max, or, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articleAuthors, articles, authors, comments, members } from "#db/schema.ts";
import { pruned, type Threaded, threadsPerPage, treeOf } from "#features/comments/rules.ts";

export interface CommentShown {
  id: number;
  parentId: number | null;
  /** Not to be read (any longer), kept in place because a visible reply hangs below it; name and body are empty. */
  hidden: boolean;
  name: string;
  /** Written by one of the article's authors. */
  byAuthor: boolean;
  bodyHtml: string;
  createdAt: Date;
  editedAt: Date | null;
}

const visible = eq(comments.status, "visible");

/**
 * Page `page` (from 1) of an article's comments: the threads numbered (page - 1) × 20 + 1 to page × 20, with their visible
 * replies in order. A range of numbers rather than an offset, so that a comment never changes its page.
 */
export async function listThreads(db: Executor, articleId: number, page = 1): Promise<Threaded<CommentShown>[]> {
  const first = (page - 1) * threadsPerPage + 1;
  const rows = await db
    .select({
      id: comments.id,
      parentId: comments.parentId,
      hidden: sql<boolean>`${comments.status} <> 'visible'`,
      name: sql<string>`case when ${visible} then coalesce(${members.name}, ${comments.authorName}) else '' end`,
      byAuthor: sql<boolean>`${visible} and exists (select 1 from ${articleAuthors} join ${authors} on ${authors.id} = ${articleAuthors.authorId} where ${articleAuthors.articleId} = ${comments.articleId} and ${authors.memberId} = ${comments.memberId})`,
      bodyHtml: sql<string>`case when ${visible} then ${comments.bodyHtml} else '' end`,
      createdAt: comments.createdAt,
      editedAt: comments.editedAt,
    })
    .from(comments)
    .leftJoin(members, eq(members.id, comments.memberId))
    .where(
      and(
        eq(comments.articleId, articleId),
        between(comments.thread, first, first + threadsPerPage - 1),
        or(visible, sql`exists (select 1 from ${comments} reply where reply.parent_id = ${comments.id})`),
      ),
    )
    .orderBy(comments.thread, comments.id);
  return pruned(treeOf(rows));
}

/** Pages of comments: up to the last thread that has a visible comment; 0 without any. */
export async function countCommentPages(db: Executor, articleId: number): Promise<number> {
  const [row] = await db
    .select({ last: max(comments.thread) })
    .from(comments)
    .where(and(eq(comments.articleId, articleId), visible));
  return Math.ceil((row?.last ?? 0) / threadsPerPage);
}

/** One comment with where it stands and whose it is, whatever its status: for its private page. Undefined for an unknown id. */
export async function findComment(db: Executor, id: number) {
  const [row] = await db
    .select({
      id: comments.id,
      status: comments.status,
      thread: comments.thread,
      memberId: comments.memberId,
      name: sql<string>`coalesce(${members.name}, ${comments.authorName})`,
      bodySource: comments.bodySource,
      bodyHtml: comments.bodyHtml,
      createdAt: comments.createdAt,
      editedAt: comments.editedAt,
      deletedAt: comments.deletedAt,
      article: {
        slug: articles.slug,
        title: articles.title,
        policy: articles.commentPolicy,
        publishedAt: articles.publishedAt,
      },
    })
    .from(comments)
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .leftJoin(members, eq(members.id, comments.memberId))
    .where(eq(comments.id, id));
  return row;
}
