import { and, asc, count, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, media, members, sitePages } from "#db/schema.ts";
import type { BodyPicture } from "#features/articles/queries.ts";
import { listPagePictures, maxPages, type PageDiscussion, pagesPerListPage } from "./rules.ts";

/** A page as stored, without its text. */
export interface PageSummary {
  id: number;
  slug: string;
  title: string;
  publishedAt: Date | null;
  withdrawnAt: Date | null;
  updatedAt: Date;
  /** The member who changed it last; null: their account was deleted, or an import wrote it. */
  by: string | null;
}

export interface Page extends PageSummary {
  /** Markdown. */
  body: string;
  seoTitle: string;
  seoDescription: string;
  discussionId: number | null;
  discussion: PageDiscussion;
}

const factColumns = {
  id: sitePages.id,
  slug: sitePages.slug,
  title: sitePages.title,
  publishedAt: sitePages.publishedAt,
  withdrawnAt: sitePages.withdrawnAt,
  updatedAt: sitePages.updatedAt,
  by: members.name,
};

const columns = {
  ...factColumns,
  body: sitePages.body,
  seoTitle: sitePages.seoTitle,
  seoDescription: sitePages.seoDescription,
  discussionId: sitePages.discussionId,
  discussion: sql<PageDiscussion>`case when ${articles.id} is null then 'none' when ${articles.commentPolicy} = 'closed' then 'closed' else 'open' end`,
};

const isPublished = and(isNotNull(sitePages.publishedAt), isNull(sitePages.withdrawnAt));

/**
 * Lists the pages after a title and id, by title, whatever their state: one more than a page of the list shows whether
 * there are more.
 */
export async function listPages(db: Executor, after?: { title: string; id: number }): Promise<PageSummary[]> {
  return db
    .select(factColumns)
    .from(sitePages)
    .leftJoin(members, eq(members.id, sitePages.updatedBy))
    .where(after && sql`(${sitePages.title}, ${sitePages.id}) > (${after.title}, ${after.id})`)
    .orderBy(asc(sitePages.title), asc(sitePages.id))
    .limit(pagesPerListPage + 1);
}

export async function countPages(db: Executor): Promise<number> {
  const [row] = await db.select({ pages: count() }).from(sitePages);
  return row?.pages ?? 0;
}

export async function findPage(db: Executor, id: number): Promise<Page | undefined> {
  const [row] = await db
    .select(columns)
    .from(sitePages)
    .leftJoin(members, eq(members.id, sitePages.updatedBy))
    .leftJoin(articles, eq(articles.id, sitePages.discussionId))
    .where(eq(sitePages.id, id));
  return row;
}

/** A page as readers see it. */
export interface PublishedPage {
  title: string;
  body: string;
  seoTitle: string;
  seoDescription: string;
  discussionId: number | null;
  pictures: BodyPicture[];
}

/** Finds the published page with that slug; null for drafts, withdrawn pages and unknown slugs. */
export async function findPublishedPage(db: Executor, slug: string): Promise<PublishedPage | null> {
  const [row] = await db
    .select({
      title: sitePages.title,
      body: sitePages.body,
      seoTitle: sitePages.seoTitle,
      seoDescription: sitePages.seoDescription,
      discussionId: sitePages.discussionId,
    })
    .from(sitePages)
    .where(and(eq(sitePages.slug, slug), isPublished));
  return row ? { ...row, pictures: await listPictures(db, row.body) } : null;
}

/** Reads the pictures that a page's Markdown names: their sizes and credits. */
export async function listPictures(db: Executor, markdown: string): Promise<BodyPicture[]> {
  const ids = listPagePictures(markdown);
  if (ids.length === 0) return [];
  return db
    .select({
      id: media.id,
      width: media.width,
      height: media.height,
      revision: media.revision,
      credit: media.credit,
      licence: media.licence,
    })
    .from(media)
    .where(inArray(media.id, ids));
}

/** Lists the published pages, for the sitemap; their number is limited (`maxPages`). */
export async function listPublishedPages(db: Executor): Promise<{ slug: string; title: string; updatedAt: Date }[]> {
  return db
    .select({ slug: sitePages.slug, title: sitePages.title, updatedAt: sitePages.updatedAt })
    .from(sitePages)
    .where(isPublished)
    .orderBy(asc(sitePages.title), asc(sitePages.id))
    .limit(maxPages);
}

/** Finds the titles of those of these pages that are published. */
export async function findPageTitles(db: Executor, slugs: string[]): Promise<{ slug: string; title: string }[]> {
  if (slugs.length === 0) return [];
  return db
    .select({ slug: sitePages.slug, title: sitePages.title })
    .from(sitePages)
    .where(and(inArray(sitePages.slug, slugs), isPublished))
    .orderBy(asc(sitePages.title), asc(sitePages.id));
}

/** Finds which of these slugs other pages have. */
export async function findTakenSlugs(db: Executor, slugs: string[]): Promise<{ id: number; slug: string }[]> {
  return db.select({ id: sitePages.id, slug: sitePages.slug }).from(sitePages).where(inArray(sitePages.slug, slugs));
}

/** Whether a path is that of a withdrawn page. */
export async function isWithdrawnPage(db: Executor, path: string): Promise<boolean> {
  const slug = /^\/pages\/([a-z0-9-]+)$/.exec(path)?.[1];
  if (slug === undefined) return false;
  const rows = await db
    .select({ id: sitePages.id })
    .from(sitePages)
    .where(and(eq(sitePages.slug, slug), isNotNull(sitePages.withdrawnAt)));
  return rows.length > 0;
}
