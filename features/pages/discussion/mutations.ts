import { eq, sql } from "drizzle-orm";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { articles, comments } from "#db/schema.ts";
import { pageDiscussionSlug } from "#features/articles/rules.ts";
import type { PageDiscussion } from "../rules.ts";

interface DiscussedPage {
  slug: string;
  title: string;
  publishedAt: Date | null;
  withdrawnAt: Date | null;
}

/**
 * Brings the row that holds a page's discussion into line with the page: made, renamed, opened, closed, or deleted for
 * `none`. Returns its id; "hasComments" if `none` would drop comments.
 */
export async function saveDiscussion(
  tx: Executor,
  id: number | null,
  page: DiscussedPage,
  choice: PageDiscussion,
): Promise<number | null | "hasComments"> {
  if (choice === "none") return id === null ? null : dropDiscussion(tx, id);
  const row = {
    slug: pageDiscussionSlug(page.slug),
    title: page.title,
    // A row without a date has no readers (`hasReaders`).
    publishedAt: page.withdrawnAt === null ? page.publishedAt : null,
  };
  if (id === null) {
    const [added] = await tx
      .insert(articles)
      // The type leaves out this status, because every other query excludes it.
      .values({ ...row, status: sql`'page'`, commentPolicy: choice, commentsCloseAfterDays: 0 })
      .returning({ id: articles.id });
    return added?.id ?? null;
  }
  await tx
    .update(articles)
    .set({
      ...row,
      updatedAt: sql`now()`,
      // Opening again keeps the premoderation that moderators decided.
      commentPolicy: sql`case when ${articles.commentPolicy} = 'closed' or ${choice} = 'closed' then ${choice}::comment_policy else ${articles.commentPolicy} end`,
    })
    .where(eq(articles.id, id));
  await invalidateTags(tx, [articleCacheTags.id(id), articleCacheTags.slug(row.slug)]);
  return id;
}

async function dropDiscussion(tx: Executor, id: number): Promise<null | "hasComments"> {
  const [comment] = await tx.select({ id: comments.id }).from(comments).where(eq(comments.articleId, id)).limit(1);
  if (comment) return "hasComments";
  await tx.delete(articles).where(eq(articles.id, id));
  await invalidateTags(tx, [articleCacheTags.id(id)]);
  return null;
}
