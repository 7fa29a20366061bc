import { sql } from "drizzle-orm";
import { announce } from "#db/changes.ts";
import type { Executor } from "#db/client.ts";
import { authors, categories, sources, tags } from "#db/schema.ts";
import { articleTagsOf } from "#features/articles/tags.ts";
import { taxonomyTags } from "./tags.ts";

/** Each of these inserts or, when the slug (handle) exists, updates, returns the row's id, and announces it. */

export async function putCategory(
  tx: Executor,
  input: { slug: string; name: string; description?: string; parentId?: number | null; position?: number },
): Promise<number> {
  const set = { name: input.name, description: input.description, parentId: input.parentId, position: input.position };
  const [row] = await tx
    .insert(categories)
    .values(input)
    .onConflictDoUpdate({ target: categories.slug, set })
    .returning({ id: categories.id });
  await announce(tx, [taxonomyTags.category(input.slug), taxonomyTags.navigation, articleTagsOf.lists]);
  return idOf(row, "category", input.slug);
}

export async function putTag(tx: Executor, input: { slug: string; name: string }): Promise<number> {
  const [row] = await tx
    .insert(tags)
    .values(input)
    .onConflictDoUpdate({ target: tags.slug, set: { name: input.name } })
    .returning({ id: tags.id });
  await announce(tx, [taxonomyTags.tag(input.slug), articleTagsOf.lists]);
  return idOf(row, "tag", input.slug);
}

/** The name decides: a source that exists under this name (case aside) keeps its slug and address. */
export async function putSource(tx: Executor, input: { slug: string; name: string; url: string }): Promise<number> {
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
  await announce(tx, [taxonomyTags.source(input.slug)]);
  return idOf(row, "source", input.slug);
}

export async function putAuthor(
  tx: Executor,
  input: { handle: string; name: string; biography?: string; memberId?: number | null },
): Promise<number> {
  const set = { name: input.name, biography: input.biography, memberId: input.memberId };
  const [row] = await tx
    .insert(authors)
    .values(input)
    .onConflictDoUpdate({ target: authors.handle, set })
    .returning({ id: authors.id });
  await announce(tx, [taxonomyTags.author(input.handle), articleTagsOf.lists]);
  return idOf(row, "author", input.handle);
}

function idOf(row: { id: number } | undefined, noun: string, slug: string): number {
  if (!row) throw new Error(`The ${noun} ${slug} was not stored.`);
  return row.id;
}
