import { eq, inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { DraftContent } from "#db/schema/newsroom.ts";
import { articles, categories, feedItems, media, sources, tags } from "#db/schema.ts";
import { findStoredTarget } from "#features/redirects/queries.ts";
import { ensureSource, upsertTag } from "#features/taxonomy/mutations.ts";
import { resolveMergedTerms } from "#features/taxonomy/queries.ts";
import { toSlug } from "#lib/slug.ts";
import { filterKnownBylines } from "./bylines.ts";
import type { Draft } from "./queries.ts";

/**
 * Converts a draft to the input of `upsertArticle`. References to deleted rows are dropped, and new tags and sources
 * created.
 */
export async function toArticleInput(tx: Executor, draft: Draft, slug: string, at: Date) {
  const { content, id } = draft;
  // In parallel: the statements do not depend on each other, and many articles may be due in one minute.
  const [[stored], leadMediaId, categoryIds, source, tagIds] = await Promise.all([
    tx
      .select({
        policy: articles.commentPolicy,
        legacyRatingCount: articles.legacyRatingCount,
        legacyRatingSum: articles.legacyRatingSum,
      })
      .from(articles)
      .where(eq(articles.id, id)),
    findKnownPicture(tx, content.leadMediaId),
    findKnownCategories(tx, content.categoryIds),
    toSourceInput(tx, id, content),
    ensureTags(tx, content.tags),
  ]);
  if (!stored) throw new Error(`The article ${id} is gone.`);
  const { policy, ...ratings } = stored;
  return {
    slug,
    status: "published" as const,
    title: content.title.trim(),
    lead: content.lead.trim(),
    bodyHtml: content.bodyHtml,
    publishedAt: draft.publishedAt ?? at,
    updatedAt: at,
    editedAt: at,
    leadMediaId,
    leadCaption: content.leadCaption,
    source,
    // Changing the policy of a published article is a moderation decision, which is recorded separately.
    commentPolicy: draft.status === "published" ? policy : (content.commentPolicy ?? policy),
    commentsCloseAfterDays: content.commentsCloseAfterDays,
    canonicalUrl: content.canonicalUrl,
    seoTitle: content.seoTitle,
    seoDescription: content.seoDescription,
    categoryIds,
    tagIds,
    authorIds: await filterKnownBylines(tx, content.authorIds),
    ...ratings,
  };
}

async function findKnownPicture(tx: Executor, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const rows = await tx.select({ id: media.id }).from(media).where(eq(media.id, id));
  return rows[0]?.id ?? null;
}

/** Returns the ids of the categories that exist. A merged category is replaced by the one that it was merged into. */
async function findKnownCategories(tx: Executor, named: number[]): Promise<number[]> {
  if (named.length === 0) return [];
  const ids = await resolveMergedTerms(tx, "category", named);
  const rows = await tx.select({ id: categories.id }).from(categories).where(inArray(categories.id, ids));
  const known = new Set(rows.map((row) => row.id));
  return ids.filter((id) => known.has(id));
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

/** Finds the tag that the tag of this slug was renamed to or merged into. */
async function findMovedTag(tx: Executor, slug: string): Promise<number | undefined> {
  const movedSlug = /^\/tags\/([^/]+)$/.exec((await findStoredTarget(tx, `/tags/${slug}`)) ?? "")?.[1];
  if (movedSlug === undefined) return undefined;
  const [row] = await tx.select({ id: tags.id }).from(tags).where(eq(tags.slug, movedSlug));
  return row?.id;
}

/** Finds tags by name, case-insensitively. The former name of a tag finds that tag; a missing tag is created. */
export async function ensureTags(tx: Executor, names: string[]): Promise<number[]> {
  const ids: number[] = [];
  for (const name of names) {
    const slug = toSlug(name);
    // The name first: an imported tag's slug is not always made from its name ("usa" for États-Unis).
    const [known] = await tx
      .select({ id: tags.id })
      .from(tags)
      .where(sql`lower(${tags.name}) = lower(${name}) or ${tags.slug} = ${slug}`)
      .orderBy(sql`lower(${tags.name}) = lower(${name}) desc`, tags.id)
      .limit(1);
    if (!known && slug === "") continue;
    const id = known?.id ?? (await findMovedTag(tx, slug)) ?? (await upsertTag(tx, { slug, name }));
    if (!ids.includes(id)) ids.push(id);
  }
  return ids;
}
