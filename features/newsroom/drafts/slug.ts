import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { DraftContent } from "#db/schema/newsroom.ts";
import { articles, redirects } from "#db/schema.ts";
import { findFreeSlug, isReservedSlug, slugPattern, toSlug } from "#lib/slug.ts";
import { type Draft, isPlaceholderSlug } from "./queries.ts";

/** Checks what a publication needs: message keys by field. */
export async function validateForPublishing(
  tx: Executor,
  { id, content }: { id: number | undefined; content: Pick<DraftContent, "title" | "slug"> },
): Promise<Record<string, string>> {
  const fieldErrors: Record<string, string> = {};
  if (content.title.trim() === "") fieldErrors.title = "newsroom.titleMissing";
  if (content.slug !== "") {
    const slugProblem = await findArticleSlugProblem(tx, id, content.slug);
    if (slugProblem) fieldErrors.slug = slugProblem;
  }
  return fieldErrors;
}

/**
 * Explains why an article cannot have this slug: a message key, or undefined. Its length is not limited here: a slug made
 * from a long title may have a number after `maxSlugLength`.
 */
async function findArticleSlugProblem(tx: Executor, id: number | undefined, slug: string): Promise<string | undefined> {
  if (!slugPattern.test(slug)) return "newsroom.slugShape";
  if (isReservedSlug(slug)) return "newsroom.slugReserved";
  return (await isSlugTaken(tx, id, slug)) ? "newsroom.slugTaken" : undefined;
}

/** Whether another article has or had the slug: old links must keep redirecting to that article. */
async function isSlugTaken(tx: Executor, id: number | undefined, slug: string): Promise<boolean> {
  const rows = await tx.execute(sql`
    select from ${articles} where slug = ${slug} and id <> ${id ?? 0}
    union all
    select from ${redirects} where from_path = ${`/articles/${slug}`} and article_id is distinct from ${id ?? 0}::bigint
    limit 1`);
  return rows.length > 0;
}

/** Chooses an article's slug: the submitted one, its present one, or one made from its title. */
export async function chooseSlug(tx: Executor, { id, content, slug }: Draft): Promise<string> {
  if (content.slug !== "") return content.slug;
  if (!isPlaceholderSlug(slug)) return slug;
  const base = toSlug(content.title) || `article-${id}`;
  return findFreeSlug(base, async (one) => isReservedSlug(one) || (await isSlugTaken(tx, id, one)));
}
