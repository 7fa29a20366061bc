import { and, asc, eq, gt, lte, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import {
  articleAuthors,
  articleCategories,
  articleMedia,
  articles,
  articleTags,
  authors,
  categories,
  media,
  sources,
  stories,
  storyArticles,
  tags,
} from "#db/schema.ts";
import { shareAddress } from "#features/articles/share-image.ts";
import { listArchivedSlugs } from "#features/newsletter/issues/queries.ts";
import { issuePath } from "#features/newsletter/issues/rules.ts";
import { listPublishedPages } from "#features/pages/queries.ts";
import { pageAddress } from "#features/pages/rules.ts";
import {
  idsPerPart,
  maxNewsEntries,
  maxPicturesPerEntry,
  type NewsEntry,
  newsHours,
  type PartKind,
  type SitemapEntry,
  type SitemapPart,
} from "./rules.ts";

/** No syndicated copy, and no article that names an original elsewhere: search engines may index it once it is published. */
export const isOriginal = sql`not ${articles.syndicated} and (${articles.sourceUrl} is null or ${articles.canonicalUrl} <> ${articles.sourceUrl})`;
const isIndexable = sql`${articles.status} = 'published' and ${isOriginal}`;
const isListed = sql`exists (select 1 from ${articleTags} where ${articleTags.tagId} = ${tags.id} and ${articleTags.listedAt} is not null)`;

/**
 * The pictures that an article shows: the lead picture first, then those of the body. Qualified by hand, because the
 * outer query uses the same names.
 */
const shownPictures = sql<{ id: string; revision: number }[]>`(
  select coalesce(jsonb_agg(jsonb_build_object('id', shown.id, 'revision', shown.revision) order by shown.is_lead desc, shown.id), '[]'::jsonb)
  from (
    select picture.id, picture.revision, bool_or(used.is_lead) as is_lead
    from (
      select articles.lead_media_id as id, true as is_lead where articles.lead_media_id is not null
      union all
      select media_id, false from ${articleMedia} where article_id = articles.id
    ) used
    join ${media} picture on picture.id = used.id
    group by picture.id, picture.revision
    order by 3 desc, 1
    limit ${maxPicturesPerEntry}
  ) shown)`;

/** Maximum number of entries of each kind of list page, which all fit into one part; further ones are left out. */
const maxEntriesPerKind = 10_000;

/** Lists the parts that have at least one address. Costs one probe per range of ids, whatever the number of rows. */
export async function listSitemapParts(db: Executor): Promise<SitemapPart[]> {
  const ranges = async (kind: PartKind): Promise<SitemapPart[]> => {
    const [table, column, condition] =
      kind === "articles" ? [articles, articles.id, isIndexable] : [tags, tags.id, isListed];
    const rows = await db.execute<{ number: number }>(sql`
      select n::int as number
      from generate_series(0, (select (max(${column}) - 1) / ${idsPerPart} from ${table})) as n
      where exists (
        select 1 from ${table}
        where ${column} > n * ${idsPerPart} and ${column} <= (n + 1) * ${idsPerPart} and ${condition})
      order by n`);
    return rows.map(({ number }) => ({ kind, number }));
  };
  return [{ kind: "pages" }, ...(await ranges("tags")), ...(await ranges("articles"))];
}

/** Lists the addresses of a part, in a stable order; empty if there are none. */
export async function listSitemapEntries(db: Executor, part: SitemapPart): Promise<SitemapEntry[]> {
  if (part.kind === "pages") return await listPages(db);
  const range = (column: typeof articles.id | typeof tags.id) =>
    and(gt(column, part.number * idsPerPart), lte(column, (part.number + 1) * idsPerPart));
  if (part.kind === "articles") {
    const rows = await db
      .select({
        slug: articles.slug,
        // An import, or a draft that waited for its publication, was last edited before.
        lastModified: sql<Date>`greatest(${articles.updatedAt}, ${articles.publishedAt})`.mapWith(articles.updatedAt),
        pictures: shownPictures,
      })
      .from(articles)
      .where(and(range(articles.id), isIndexable))
      .orderBy(asc(articles.id));
    return rows.map(({ slug, lastModified, pictures }) => ({
      path: `/articles/${slug}`,
      lastModified,
      ...(pictures.length > 0 ? { pictures: pictures.map(({ id, revision }) => shareAddress(id, revision)) } : {}),
    }));
  }
  const rows = await db
    .select({ slug: tags.slug })
    .from(tags)
    .where(and(range(tags.id), isListed))
    .orderBy(asc(tags.id));
  return rows.map(({ slug }) => ({ path: `/tags/${slug}` }));
}

/**
 * Lists the articles of the news sitemap, the newest first: our own ones of the last `newsHours` before `now`.
 * Costs one range of the index of publication dates.
 */
export async function listNewsEntries(db: Executor, now: Date): Promise<NewsEntry[]> {
  const since = new Date(now.getTime() - newsHours * 3_600_000);
  const rows = await db
    .select({
      slug: articles.slug,
      title: articles.title,
      publishedAt: sql<Date>`${articles.publishedAt}`.mapWith(articles.publishedAt),
    })
    .from(articles)
    .where(and(gt(articles.publishedAt, since), lte(articles.publishedAt, now), isIndexable))
    .orderBy(sql`${articles.publishedAt} desc nulls last`, sql`${articles.id} desc nulls last`)
    .limit(maxNewsEntries);
  return rows.map(({ slug, ...entry }) => ({ path: `/articles/${slug}`, ...entry }));
}

/** Whether a part of the sitemap lists any address. */
export async function hasSitemapEntries(db: Executor, part: SitemapPart): Promise<boolean> {
  if (part.kind === "pages") return true;
  const first = part.number * idsPerPart;
  const [table, column, condition] =
    part.kind === "articles" ? [articles, articles.id, isIndexable] : [tags, tags.id, isListed];
  const rows = await db.execute(sql`
    select 1 from ${table} where ${column} > ${first} and ${column} <= ${first + idsPerPart} and ${condition} limit 1`);
  return rows.length > 0;
}

async function listPages(db: Executor): Promise<SitemapEntry[]> {
  const inCategories = await db
    .select({
      slug: categories.slug,
      lastModified: newestListedAt(articleCategories, articleCategories.categoryId, categories.id),
    })
    .from(categories)
    .orderBy(asc(categories.id))
    .limit(maxEntriesPerKind);
  const byAuthors = await db
    .select({ slug: authors.handle, lastModified: newestListedAt(articleAuthors, articleAuthors.authorId, authors.id) })
    .from(authors)
    .orderBy(asc(authors.id))
    .limit(maxEntriesPerKind);
  const fromSources = await db
    .select({ slug: sources.slug })
    .from(sources)
    .where(
      sql`exists (select 1 from ${articles} where ${articles.sourceId} = ${sources.id} and ${articles.status} = 'published')`,
    )
    .orderBy(asc(sources.id))
    .limit(maxEntriesPerKind);
  const allStories = await db
    .select({ slug: stories.slug, lastModified: newestListedAt(storyArticles, storyArticles.storyId, stories.id) })
    .from(stories)
    .orderBy(asc(stories.id))
    .limit(maxEntriesPerKind);
  const [latest] = await db
    .select({ publishedAt: articles.publishedAt })
    .from(articles)
    .where(eq(articles.status, "published"))
    .orderBy(sql`${articles.publishedAt} desc nulls last`)
    .limit(1);
  const listed = (parent: string, rows: { slug: string; lastModified: Date | null }[]) =>
    rows.flatMap(({ slug, lastModified }) => (lastModified ? [{ path: `${parent}/${slug}`, lastModified }] : []));
  return [
    { path: "/", ...(latest?.publishedAt ? { lastModified: latest.publishedAt } : {}) },
    { path: "/about" },
    { path: "/discussions" },
    { path: "/rules" },
    { path: "/moderation-log" },
    { path: "/transparency" },
    { path: "/corrections" },
    { path: "/newsletter" },
    { path: "/report" },
    { path: "/privacy" },
    { path: "/legal" },
    ...(await listPublishedPages(db)).map(({ slug, updatedAt }) => ({
      path: pageAddress(slug),
      lastModified: updatedAt,
    })),
    ...(await listArchivedSlugs(db, maxEntriesPerKind)).map(({ slug, startedAt }) => ({
      path: issuePath(slug),
      lastModified: startedAt,
    })),
    ...listed("/categories", inCategories),
    ...listed("/authors", byAuthors),
    ...listed("/stories", allStories),
    ...fromSources.map(({ slug }) => ({ path: `/sources/${slug}` })),
  ];
}

/** When the newest article of a list was published: the first entry of its index. Null for an empty list. */
function newestListedAt(
  table: typeof articleCategories | typeof articleAuthors | typeof storyArticles,
  of: typeof articleCategories.categoryId | typeof articleAuthors.authorId | typeof storyArticles.storyId,
  id: typeof categories.id | typeof authors.id | typeof stories.id,
) {
  return sql<Date | null>`(
    select ${table.listedAt} from ${table}
    where ${of} = ${id} and ${table.listedAt} is not null
    order by ${table.listedAt} desc nulls last limit 1)`.mapWith(table.listedAt);
}
