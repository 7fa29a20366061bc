import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, members } from "#db/schema.ts";
import type { QueueFilter } from "./tabs/rules.ts";

/** What a filter is about, for its name on the page. */
export async function findFilterNames(db: Executor, { article, member }: Pick<QueueFilter, "article" | "member">) {
  const ofArticle = article ? await findArticleThread(db, article) : undefined;
  const [ofMember] = member ? await db.select({ name: members.name }).from(members).where(eq(members.id, member)) : [];
  return { article: ofArticle, member: ofMember };
}

/** An article's discussion, for who closes or opens it. */
export type ArticleThread = NonNullable<Awaited<ReturnType<typeof findArticleThread>>>;

/** Undefined where there is no such article. */
export async function findArticleThread(db: Executor, articleId: number) {
  const [row] = await db
    .select({
      id: articles.id,
      slug: articles.slug,
      title: articles.title,
      status: articles.status,
      policy: articles.commentPolicy,
      version: articles.threadVersion,
      publishedAt: articles.publishedAt,
      closeAfterDays: articles.commentsCloseAfterDays,
    })
    .from(articles)
    .where(eq(articles.id, articleId));
  return row;
}
