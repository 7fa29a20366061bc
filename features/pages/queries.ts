import { and, asc, eq, isNotNull, isNull } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members, sitePages } from "#db/schema.ts";

/** A page as stored. */
export interface Page {
  id: number;
  slug: string;
  title: string;
  /** Markdown. */
  body: string;
  publishedAt: Date | null;
  withdrawnAt: Date | null;
  updatedAt: Date;
  /** The member who changed it last; null: their account was deleted. */
  by: string | null;
}

const columns = {
  id: sitePages.id,
  slug: sitePages.slug,
  title: sitePages.title,
  body: sitePages.body,
  publishedAt: sitePages.publishedAt,
  withdrawnAt: sitePages.withdrawnAt,
  updatedAt: sitePages.updatedAt,
  by: members.name,
};

const isPublished = and(isNotNull(sitePages.publishedAt), isNull(sitePages.withdrawnAt));

/** Lists all pages, whatever their state, by title. Their number is limited (`maxPages`). */
export async function listPages(db: Executor): Promise<Page[]> {
  return db
    .select(columns)
    .from(sitePages)
    .leftJoin(members, eq(members.id, sitePages.updatedBy))
    .orderBy(asc(sitePages.title), asc(sitePages.id));
}

export async function findPage(db: Executor, id: number): Promise<Page | undefined> {
  const [row] = await db
    .select(columns)
    .from(sitePages)
    .leftJoin(members, eq(members.id, sitePages.updatedBy))
    .where(eq(sitePages.id, id));
  return row;
}

/** Finds the published page with that slug; null for drafts, withdrawn pages and unknown slugs. */
export async function findPublishedPage(db: Executor, slug: string): Promise<{ title: string; body: string } | null> {
  const [row] = await db
    .select({ title: sitePages.title, body: sitePages.body })
    .from(sitePages)
    .where(and(eq(sitePages.slug, slug), isPublished));
  return row ?? null;
}

/** Lists the published pages, for navigation and sitemap. */
export async function listPublishedPages(db: Executor): Promise<{ slug: string; title: string; updatedAt: Date }[]> {
  return db
    .select({ slug: sitePages.slug, title: sitePages.title, updatedAt: sitePages.updatedAt })
    .from(sitePages)
    .where(isPublished)
    .orderBy(asc(sitePages.title), asc(sitePages.id));
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
