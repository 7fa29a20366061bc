import { sql } from "drizzle-orm";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { authors, categories, sources, tags } from "#db/schema.ts";

/**
 * Each of these inserts a row or updates the one with the same slug (handle), invalidates its cache tags, and returns
 * its id.
 */

export async function upsertCategory(
  tx: Executor,
  input: { slug: string; name: string; description?: string; parentId?: number | null; position?: number },
): Promise<number> {
  const set = { name: input.name, description: input.description, parentId: input.parentId, position: input.position };
  const [row] = await tx
    .insert(categories)
    .values(input)
    .onConflictDoUpdate({ target: categories.slug, set })
    .returning({ id: categories.id });
  await invalidateTags(tx, [
    taxonomyCacheTags.category(input.slug),
    taxonomyCacheTags.navigation,
    articleCacheTags.lists,
  ]);
  return requireId(row, "category", input.slug);
}

export async function upsertTag(tx: Executor, input: { slug: string; name: string }): Promise<number> {
  const [row] = await tx
    .insert(tags)
    .values(input)
    .onConflictDoUpdate({ target: tags.slug, set: { name: input.name } })
    .returning({ id: tags.id });
  await invalidateTags(tx, [taxonomyCacheTags.tag(input.slug), articleCacheTags.lists]);
  return requireId(row, "tag", input.slug);
}

/** The name decides: a source with this name (case-insensitively) keeps its slug and address. */
export async function ensureSource(tx: Executor, input: { slug: string; name: string; url: string }): Promise<number> {
  const [known] = await tx
    .select({ id: sources.id })
    .from(sources)
    .where(sql`lower(${sources.name}) = lower(${input.name})`);
  if (known) return known.id;
  const [row] = await tx
    .insert(sources)
    .values(input)
    .onConflictDoUpdate({ target: sources.slug, set: { name: input.name } })
    .returning({ id: sources.id });
  await invalidateTags(tx, [taxonomyCacheTags.source(input.slug)]);
  return requireId(row, "source", input.slug);
}

export async function upsertAuthor(
  tx: Executor,
  input: { handle: string; name: string; biography?: string; memberId?: number | null },
): Promise<number> {
  const set = { name: input.name, biography: input.biography, memberId: input.memberId };
  const [row] = await tx
    .insert(authors)
    .values(input)
    .onConflictDoUpdate({ target: authors.handle, set })
    .returning({ id: authors.id });
  await invalidateTags(tx, [taxonomyCacheTags.author(input.handle), articleCacheTags.lists]);
  return requireId(row, "author", input.handle);
}

function requireId(row: { id: number } | undefined, noun: string, slug: string): number {
  if (!row) throw new Error(`The ${noun} ${slug} was not stored.`);
  return row.id;
}
