import { and, desc, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Executor } from "#db/client.ts";
import { articles, comments, members } from "#db/schema.ts";
import { hasReaders } from "#features/articles/queries.ts";
import { hasPublicProfile } from "#features/members/profile/queries.ts";
import { hasSeparatePageIn } from "../queries.ts";

/** A visible comment as a feed shows it. */
export interface FeedComment {
  id: number;
  thread: number;
  hasSeparatePage: boolean;
  /** "" for an imported comment without a name. */
  name: string;
  /** The handle, if the member has a public profile. */
  handle: string | null;
  bodyHtml: string;
  createdAt: Date;
  editedAt: Date | null;
  /** The comment that it replies to, if that is visible. */
  parent: { id: number; thread: number; name: string; hasSeparatePage: boolean } | null;
}

export interface FeedDiscussion {
  article: { id: number; slug: string; title: string };
  comments: FeedComment[];
}

/** Reads the newest visible comments of a published article, the newest first; null if there is no such article. */
export async function readFeedDiscussion(db: Executor, slug: string, limit: number): Promise<FeedDiscussion | null> {
  const [article] = await db
    .select({ id: articles.id, slug: articles.slug, title: articles.title })
    .from(articles)
    .where(and(eq(articles.slug, slug), hasReaders));
  if (!article) return null;
  return { article, comments: await listNewestComments(db, article.id, limit) };
}

async function listNewestComments(db: Executor, articleId: number, limit: number): Promise<FeedComment[]> {
  const parent = alias(comments, "parent");
  const parentAuthor = alias(members, "parent_author");
  const newest = db
    .select({ id: comments.id })
    .from(comments)
    .where(and(eq(comments.articleId, articleId), sql`status = 'visible'`))
    .orderBy(desc(comments.id))
    .limit(limit)
    .as("newest");
  const rows = await db
    .select({
      id: comments.id,
      thread: comments.thread,
      hasSeparatePage: hasSeparatePageIn(sql`comments`),
      name: sql<string>`coalesce(${members.name}, ${comments.authorName})`,
      handle: sql<string | null>`case when coalesce(${hasPublicProfile}, false) then ${members.handle} end`,
      bodyHtml: comments.bodyHtml,
      createdAt: comments.createdAt,
      editedAt: comments.editedAt,
      parentId: parent.id,
      parentThread: parent.thread,
      parentName: sql<string>`coalesce(${parentAuthor.name}, ${parent.authorName})`,
      isParentSeparate: sql<boolean>`coalesce(${hasSeparatePageIn(sql`parent`)}, false)`,
    })
    .from(newest)
    .innerJoin(comments, eq(comments.id, newest.id))
    .leftJoin(members, eq(members.id, comments.memberId))
    .leftJoin(parent, and(eq(parent.id, comments.parentId), eq(parent.status, "visible")))
    .leftJoin(parentAuthor, eq(parentAuthor.id, parent.memberId))
    .orderBy(desc(comments.id));
  return rows.map(({ parentId, parentThread, parentName, isParentSeparate, ...comment }) => ({
    ...comment,
    parent:
      parentId === null || parentThread === null
        ? null
        : { id: parentId, thread: parentThread, name: parentName, hasSeparatePage: isParentSeparate },
  }));
}
