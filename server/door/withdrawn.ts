import { and, eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles } from "#db/schema/articles.ts";

const articlePath = /^\/articles\/([a-z0-9]+(?:-[a-z0-9]+)*)(?:\/|$)/;

/**
 * Whether a path that answered 404 belongs to an article that was withdrawn: then 410 is the truth. Asked only when a 404 is
 * rendered, and the answer is kept and cleared with it.
 */
export async function isWithdrawn(db: Executor, path: string): Promise<boolean> {
  const slug = articlePath.exec(path)?.[1];
  if (slug === undefined || slug.length > 200) return false;
  const rows = await db
    .select({ id: articles.id })
    .from(articles)
    .where(and(eq(articles.slug, slug), eq(articles.status, "withdrawn")))
    .limit(1);
  return rows.length > 0;
}
