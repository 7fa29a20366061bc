import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import type { DraftContent } from "#db/schema/newsroom.ts";
import {
  articles,
  authors,
  categories,
  feedItems,
  media,
  redirects,
  sources,
  tags,
  taxonomyMerges,
} from "#db/schema.ts";
import { ensureSource, upsertTag } from "#features/taxonomy/mutations.ts";
import { toSlug } from "#lib/slug.ts";
import type { Draft } from "./queries.ts";

/**
 * Converts a draft to the input of `upsertArticle`. References to deleted rows are dropped, and new tags and sources
 * created.
 */
export async function toArticleInput(tx: Executor, draft: Draft, slug: string, at: Date) {
  const { content, id } = draft;
  // In parallel: the statements do not depend on each other, and many articles may be due in one minute.
  const [known, source, tagIds] = await Promise.all([
    findKnownReferences(tx, content),
    toSourceInput(tx, id, content),
    ensureTags(tx, content.tags),
  ]);
  const { policy } = draft.discussion;
  return {
    slug,
    status: "published" as const,
    title: content.title.trim(),
    lead: content.lead.trim(),
    bodyHtml: content.bodyHtml,
    publishedAt: draft.publishedAt ?? at,
    updatedAt: at,
    editedAt: at,
    ...known,
    leadCaption: content.leadCaption,
    source,
    // Changing the policy of a published article is a moderation decision, which is recorded separately.
    commentPolicy: draft.status === "published" ? policy : (content.commentPolicy ?? policy),
    commentsCloseAfterDays: content.commentsCloseAfterDays,
    canonicalUrl: content.canonicalUrl,
    seoTitle: content.seoTitle,
    seoDescription: content.seoDescription,
    tagIds,
  };
}

/**
 * Finds the picture, categories and bylines of a content that exist, in their order and in one statement. A merged
 * category is replaced by the one that it was merged into.
 */
async function findKnownReferences(
  tx: Executor,
  { leadMediaId, categoryIds, authorIds }: Pick<DraftContent, "leadMediaId" | "categoryIds" | "authorIds">,
): Promise<{ leadMediaId: string | null; categoryIds: number[]; authorIds: number[] }> {
  const [row] = await tx.execute<{ leadMediaId: string | null; categoryIds: number[]; authorIds: number[] }>(sql`
    select (select id from ${media} where id = ${leadMediaId}) as "leadMediaId",
      coalesce((
        select json_agg(c.id order by n.position)
        from unnest(${toIdArray(categoryIds)}) with ordinality as n (id, position)
        left join ${taxonomyMerges} m on m.kind = 'category' and m.from_id = n.id
        join ${categories} c on c.id = coalesce(m.into_id, n.id)), '[]') as "categoryIds",
      coalesce((
        select json_agg(a.id order by n.position)
        from unnest(${toIdArray(authorIds)}) with ordinality as n (id, position)
        join ${authors} a on a.id = n.id), '[]') as "authorIds"`);
  if (!row) throw new Error("A statement without a table returned no row.");
  return { ...row, categoryIds: [...new Set(row.categoryIds)] };
}

async function toSourceInput(tx: Executor, articleId: number, { source, title }: DraftContent) {
  if (!source) return null;
  const origin = new URL(source.url).origin;
  // The article's own source first: another one may have the same name.
  const [own] = await tx
    .select({ id: sources.id, name: sources.name })
    .from(articles)
    .innerJoin(sources, eq(sources.id, articles.sourceId))
    .where(eq(articles.id, articleId));
  const isOwn =
    own && (own.name.toLowerCase() === source.name.toLowerCase() || (await isFormerName(tx, articleId, source.name)));
  const id =
    (isOwn ? own.id : undefined) ??
    (await ensureSource(tx, { slug: toSlug(source.name) || "source", name: source.name, url: `${origin}/` }));
  return { id, title: source.title || title, url: source.url, syndicated: source.syndicated };
}

/** Whether an article of a feed's item names a source that there is not: the feed's source was renamed since. */
async function isFormerName(tx: Executor, articleId: number, name: string): Promise<boolean> {
  const rows = await tx.execute(sql`
    select from ${feedItems} where article_id = ${articleId} and state in ('drafted', 'published')
      and not exists (select from ${sources} where lower(name) = lower(${name}))`);
  return rows.length > 0;
}

/** Finds tags by name, case-insensitively. The former name of a tag finds that tag; a missing tag is created. */
export async function ensureTags(tx: Executor, names: string[]): Promise<number[]> {
  if (names.length === 0) return [];
  const named = names.map((name) => ({ name, slug: toSlug(name) }));
  // The name first: an imported tag's slug is not always made from its name ("usa" for États-Unis). Then the tag that the
  // tag of this slug was renamed to or merged into.
  const rows = await tx.execute<{ id: string | null }>(sql`
    select coalesce((
        select t.id from ${tags} t where lower(t.name) = lower(n.name) or t.slug = n.slug
        order by lower(t.name) = lower(n.name) desc, t.id limit 1
      ), (
        select t.id from ${redirects} r join ${tags} t on t.slug = substr(r.to_path, length('/tags/') + 1)
        where r.from_path = '/tags/' || n.slug and starts_with(r.to_path, '/tags/')
      ))::text as id
    from rows from (jsonb_to_recordset(${JSON.stringify(named)}::jsonb) as (name text, slug text))
      with ordinality as n (name, slug, position)
    order by n.position`);
  const ids = new Set<number>();
  const created = new Map<string, number>();
  for (const [index, tag] of named.entries()) {
    const known = rows[index]?.id ?? created.get(tag.slug);
    if (known == null && tag.slug === "") continue;
    const id = known == null ? await upsertTag(tx, tag) : Number(known);
    if (known == null) created.set(tag.slug, id);
    ids.add(id);
  }
  return [...ids];
}
