import { count, eq, isNotNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import {
  articleCategories,
  authors,
  categories,
  media,
  memberAvatars,
  members,
  sources,
  tags,
  taxonomyMerges,
} from "#db/schema.ts";
import { hasPublicProfile } from "#features/members/profile/queries.ts";
import { siteLocale } from "#i18n/translator.ts";
import type { TermKind } from "./rules.ts";

/** A category, tag, author or source, as the header of its page shows it. */
export interface Archive {
  id: number;
  slug: string;
  name: string;
  description: string;
}

export interface NavigationCategory extends Archive {
  position: number;
  /** Number of its published articles. */
  articles: number;
}

/**
 * Lists the categories that have published articles, with their number, in the order of the navigation: the editors'
 * position, then the name.
 */
export async function listNavigationCategories(db: Executor): Promise<NavigationCategory[]> {
  const listed = db
    .select({ id: articleCategories.categoryId, articles: count().as("articles") })
    .from(articleCategories)
    .where(isNotNull(articleCategories.listedAt))
    .groupBy(articleCategories.categoryId)
    .as("listed");
  const rows = await db
    .select({
      id: categories.id,
      slug: categories.slug,
      name: categories.name,
      description: categories.description,
      position: categories.position,
      articles: listed.articles,
    })
    .from(categories)
    .innerJoin(listed, eq(listed.id, categories.id));
  // Sorted here: the database's collation puts Sécurité after Spam.
  const { compare } = new Intl.Collator(siteLocale(), { numeric: true });
  return rows.sort((a, b) => a.position - b.position || compare(a.name, b.name) || a.id - b.id);
}

/** How many of a category's newest articles a browser compares with the reader's last visit. */
const newestPerCategory = 9;

/** Lists when the newest articles of each category were published, in seconds since 1970, by slug: a range of an index for each. */
export async function listNewestArticleTimes(db: Executor): Promise<Record<string, number[]>> {
  const rows = await db.execute<{ slug: string; times: number[] }>(sql`
    select ${categories.slug} as slug, newest.times from ${categories}
    cross join lateral (
      select array_agg(extract(epoch from listed_at)::int8::int) as times from (
        select listed_at from article_categories where category_id = ${categories.id} and listed_at is not null
        order by listed_at desc nulls last, article_id desc nulls last limit ${newestPerCategory}) as listed) as newest
    where newest.times is not null`);
  return Object.fromEntries(rows.map(({ slug, times }) => [slug, times]));
}

export async function getCategory(db: Executor, slug: string): Promise<Archive | null> {
  const [row] = await db
    .select({ id: categories.id, slug: categories.slug, name: categories.name, description: categories.description })
    .from(categories)
    .where(eq(categories.slug, slug));
  return row ?? null;
}

export async function getTag(db: Executor, slug: string): Promise<Archive | null> {
  const [row] = await db
    .select({ id: tags.id, slug: tags.slug, name: tags.name, description: sql<string>`''` })
    .from(tags)
    .where(eq(tags.slug, slug));
  return row ?? null;
}

/** The picture of an author: its id and the number of its current file. */
export interface AuthorPortrait {
  id: string;
  revision: number;
}

export interface AuthorArchive extends Archive {
  /** Their account, `@user@host`, or empty. */
  fediverse: string;
  portrait: AuthorPortrait | null;
}

/** Finds an author by handle; the description is the biography. What the author lacks is the member's. */
export async function getAuthor(db: Executor, handle: string): Promise<AuthorArchive | null> {
  const avatar = sql`case when ${hasPublicProfile} then ${memberAvatars.mediaId} end`;
  const portraitId = sql`coalesce(${media.id}, ${avatar})`;
  const [row] = await db
    .select({
      id: authors.id,
      slug: authors.handle,
      name: authors.name,
      description: authors.biography,
      fediverse: sql<string>`coalesce(nullif(${authors.fediverse}, ''), ${members.fediverse}, '')`,
      portrait: sql<AuthorPortrait | null>`case when ${portraitId} is null then null
        else jsonb_build_object('id', ${portraitId}, 'revision', coalesce(${media.revision}, 0)) end`,
    })
    .from(authors)
    .leftJoin(members, eq(members.id, authors.memberId))
    .leftJoin(memberAvatars, eq(memberAvatars.memberId, members.id))
    .leftJoin(media, eq(media.id, authors.portraitMediaId))
    .where(eq(authors.handle, handle));
  return row ?? null;
}

/** `url` is the source's own website. */
export async function getSource(db: Executor, slug: string): Promise<(Archive & { url: string }) | null> {
  const [row] = await db
    .select({
      id: sources.id,
      slug: sources.slug,
      name: sources.name,
      description: sources.description,
      url: sources.url,
    })
    .from(sources)
    .where(eq(sources.slug, slug));
  return row ?? null;
}

/** Returns the present ids: a merged term is replaced by the one that it was merged into. */
export async function resolveMergedTerms(db: Executor, kind: TermKind, ids: number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({ from: taxonomyMerges.fromId, into: taxonomyMerges.intoId })
    .from(taxonomyMerges)
    .where(sql`${taxonomyMerges.kind} = ${kind} and ${taxonomyMerges.fromId} = any(${sql.param(ids)}::bigint[])`);
  const into = new Map(rows.map((row) => [row.from, row.into]));
  return [...new Set(ids.map((id) => into.get(id) ?? id))];
}
