import { and, eq, inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { authors, categories, feedItems, media, sources, tags } from "#db/schema.ts";
import {
  type Article,
  type ArticleAuthor,
  authorArticleCount,
  getArticleCounts,
  type NamedSlug,
} from "#features/articles/queries.ts";
import { countWords, listMediaIds } from "#features/articles/rules.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { toSlug } from "#lib/slug.ts";
import type { Draft } from "../drafts/queries.ts";
import { findSchedule } from "../schedule/queries.ts";

/**
 * Converts a draft to what the article's page would get if it were published now (or, if scheduled, at its time).
 * Writes nothing: a new tag or source gets the address that it would have.
 */
export async function toPreviewArticle(db: Executor, draft: Draft): Promise<Article> {
  const { content, discussion, id } = draft;
  const leadId = content.leadMediaId ? [content.leadMediaId] : [];
  const [inCategories, byAuthors, withTags, source, pictures, figures, plan] = await Promise.all([
    listCategoryNames(db, content.categoryIds),
    listDraftAuthors(db, content.authorIds),
    listTagNames(db, content.tags),
    findSource(db, draft.id, content),
    listPictures(db, [...new Set([...listMediaIds(content.bodyHtml), ...leadId])]),
    getArticleCounts(db, id),
    findSchedule(db, id),
  ]);
  const lead = pictures.find((picture) => picture.id === content.leadMediaId);
  const bodyText = toText(parseHtml(content.bodyHtml));
  const publishedAt = draft.publishedAt ?? (plan && !plan.refusal ? plan.publishAt : new Date());
  return {
    id,
    slug: content.slug || draft.slug,
    title: content.title,
    lead: content.lead,
    bodyHtml: content.bodyHtml,
    publishedAt,
    updatedAt: new Date(),
    wordCount: countWords(content.lead) + countWords(bodyText),
    categories: inCategories,
    category: inCategories[0] ?? null,
    tags: withTags,
    authors: byAuthors,
    author: byAuthors[0] ? { slug: byAuthors[0].slug, name: byAuthors[0].name } : null,
    source,
    syndicated: content.source?.syndicated ?? false,
    picture: lead ?? null,
    pictures,
    leadCaption: content.leadCaption || (lead?.caption ?? ""),
    leadCredit: lead?.credit ?? "",
    leadLicence: lead?.licence ?? "",
    commentPolicy: content.commentPolicy ?? discussion.policy,
    slowModeMinutes: content.slowModeMinutes ?? discussion.slowModeMinutes,
    commentsCloseAfterDays: content.commentsCloseAfterDays,
    canonicalUrl: content.canonicalUrl,
    seoTitle: content.seoTitle,
    seoDescription: content.seoDescription,
    ...(figures ?? { ratings: { count: 0, sum: 0, legacy: 0 }, commentCount: 0 }),
  };
}

/** Lists the names in the order of the ids, without deleted ones. */
function orderByIds(ids: number[], rows: (NamedSlug & { id: number })[]): NamedSlug[] {
  const named = ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
  return named.map(({ slug, name }) => ({ slug, name }));
}

async function listCategoryNames(db: Executor, ids: number[]): Promise<NamedSlug[]> {
  if (ids.length === 0) return [];
  const columns = { id: categories.id, slug: categories.slug, name: categories.name };
  return orderByIds(ids, await db.select(columns).from(categories).where(inArray(categories.id, ids)));
}

async function listDraftAuthors(db: Executor, ids: number[]): Promise<ArticleAuthor[]> {
  if (ids.length === 0) return [];
  const { id, handle: slug, name, biography } = authors;
  const columns = { id, slug, name, biography, articles: authorArticleCount };
  const rows = await db.select(columns).from(authors).where(inArray(authors.id, ids));
  const named = ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
  return named.map(({ biography, ...author }) => (biography === "" ? author : { ...author, biography }));
}

async function listTagNames(db: Executor, names: string[]): Promise<NamedSlug[]> {
  if (names.length === 0) return [];
  const lower = sql.param(names.map((name) => name.toLowerCase()));
  const slugs = sql.param(names.map(toSlug));
  const rows = await db
    .select({ slug: tags.slug, name: tags.name })
    .from(tags)
    .where(sql`lower(${tags.name}) = any(${lower}::text[]) or ${tags.slug} = any(${slugs}::text[])`);
  return names.flatMap((name) => {
    const slug = toSlug(name);
    const known = rows.find((row) => row.name.toLowerCase() === name.toLowerCase());
    return known ?? rows.find((row) => row.slug === slug) ?? (slug === "" ? [] : { slug, name });
  });
}

async function findSource(db: Executor, id: number, { source, title }: Draft["content"]): Promise<Article["source"]> {
  if (!source) return null;
  const [known] = await db
    .select({
      slug: sources.slug,
      name: sources.name,
      url: sources.url,
      attribution: sources.attribution,
      licence: sources.licence,
    })
    .from(sources)
    .where(sql`lower(${sources.name}) = lower(${source.name})`);
  const newSource = {
    slug: toSlug(source.name) || "source",
    name: source.name,
    url: `${new URL(source.url).origin}/`,
    attribution: "",
    licence: "",
  };
  const [original] = await db
    .select({ author: feedItems.author, originalAt: sql<string>`to_jsonb(${feedItems.publishedAt}) #>> '{}'` })
    .from(feedItems)
    .where(and(eq(feedItems.articleId, id), inArray(feedItems.state, ["drafted", "published"])))
    .limit(1);
  return {
    ...(known ?? newSource),
    ...(original ?? { author: "", originalAt: null }),
    articleTitle: source.title || title,
    articleUrl: source.url,
    isReserved: false,
  };
}

async function listPictures(db: Executor, ids: string[]) {
  if (ids.length === 0) return [];
  const { id, width, height, alt, caption, credit, licence, revision, focusX, focusY } = media;
  return db
    .select({ id, width, height, alt, caption, credit, licence, revision, focusX, focusY })
    .from(media)
    .where(inArray(media.id, ids));
}
