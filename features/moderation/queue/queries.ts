import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, members } from "#db/schema.ts";
import { hasReaders } from "#features/articles/queries.ts";
import type { QueueFilter } from "./tabs/rules.ts";

/** The names of the article and the member that the queue is filtered by. */
export async function findFilterNames(db: Executor, { article, member }: Pick<QueueFilter, "article" | "member">) {
  const thread = article ? await findArticleThread(db, article) : undefined;
  const [author] = member ? await db.select({ name: members.name }).from(members).where(eq(members.id, member)) : [];
  return { article: thread, member: author };
}

/** An article's thread, with what a moderator needs to open or close it. */
export type ArticleThread = NonNullable<Awaited<ReturnType<typeof findArticleThread>>>;

/** Undefined if there is no such article. */
export async function findArticleThread(db: Executor, articleId: number) {
  const [row] = await db
    .select({
      id: articles.id,
      slug: articles.slug,
      title: articles.title,
      isShown: hasReaders,
      policy: articles.commentPolicy,
      slowModeMinutes: articles.slowModeMinutes,
      version: articles.threadVersion,
      publishedAt: articles.publishedAt,
      closeAfterDays: articles.commentsCloseAfterDays,
    })
    .from(articles)
    .where(eq(articles.id, articleId));
  return row;
}
