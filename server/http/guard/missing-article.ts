import { eq, sql } from "drizzle-orm";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import type { Executor } from "#db/client.ts";
import { everythingTag } from "#db/invalidation.ts";
import { articles } from "#db/schema/articles.ts";
import { isWithdrawn, resolveRedirect } from "#features/redirects/queries.ts";
import { listCandidates } from "#features/redirects/rules.ts";

const articlePath = /^\/articles\/([a-z0-9]+(?:-[a-z0-9]+)*)$/;

/**
 * For the address of an article that does not exist and has no redirect, returns the tags that are invalidated once it
 * does. Undefined if Next must render. Rendering a missing article costs Next as much as rendering one, and crawlers
 * request unknown slugs by the thousand; a few index lookups cost a hundredth of it.
 */
export async function findMissingArticleTags(db: Executor, path: string): Promise<string[] | undefined> {
  const slug = articlePath.exec(path)?.[1];
  if (slug === undefined) return undefined;
  const forms = listCandidates(path);
  // Other kinds of page with this name have other tags: the page decides.
  if (forms.some(({ kind }) => kind !== "article" && kind !== "stored" && kind !== "path")) return undefined;
  const found = await db.select({ one: sql`1` }).from(articles).where(eq(articles.slug, slug)).limit(1);
  if (found.length > 0 || (await isWithdrawn(db, path)) || (await resolveRedirect(db, path)) !== null) return undefined;
  const names = forms.flatMap((form) => (form.kind === "article" ? [articleCacheTags.slug(form.slug)] : []));
  return [everythingTag, articleCacheTags.redirects, articleCacheTags.slug(slug), ...names];
}
