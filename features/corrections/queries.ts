import { and, count, desc, eq, gt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, corrections } from "#db/schema.ts";

export interface Correction {
  id: number;
  kind: "correction" | "update";
  note: string;
  /** The reader who reported it; empty: nobody is named. */
  credit: string;
  at: Date;
}

export interface ListedCorrection extends Correction {
  article: { slug: string; title: string };
}

const correctionColumns = {
  id: corrections.id,
  kind: corrections.kind,
  note: corrections.note,
  credit: corrections.credit,
  at: corrections.createdAt,
};

/** Lists the corrections of an article, oldest first. */
export function listArticleCorrections(db: Executor, articleId: number): Promise<Correction[]> {
  return db
    .select(correctionColumns)
    .from(corrections)
    .where(eq(corrections.articleId, articleId))
    .orderBy(corrections.id);
}

const isOfPublished = and(eq(corrections.articleId, articles.id), eq(articles.status, "published"));

/** Lists the corrections of published articles, newest first. */
export function listCorrections(
  db: Executor,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<ListedCorrection[]> {
  return db
    .select({ ...correctionColumns, article: { slug: articles.slug, title: articles.title } })
    .from(corrections)
    .innerJoin(articles, isOfPublished)
    .orderBy(desc(corrections.createdAt), desc(corrections.id))
    .limit(limit)
    .offset(offset);
}

export async function countCorrections(db: Executor): Promise<number> {
  const [row] = await db.select({ all: count() }).from(corrections).innerJoin(articles, isOfPublished);
  return row?.all ?? 0;
}

export interface CreditedCorrections {
  /** The newest correction of a published article with a credit. */
  newest: ListedCorrection;
  /** Corrections of the last thirty days, and how many of them have a credit. */
  all: number;
  credited: number;
}

/** Corrections of the thirty days that are counted; a site has a few per month. */
const maxCounted = 500;

/** Reads what readers had corrected in the last thirty days; undefined if nothing was. One statement. */
export async function findCreditedCorrections(db: Executor): Promise<CreditedCorrections | undefined> {
  const recent = db
    .select({ ...correctionColumns, slug: articles.slug, title: articles.title })
    .from(corrections)
    .innerJoin(articles, isOfPublished)
    .where(
      and(
        eq(corrections.kind, "correction"),
        gt(corrections.createdAt, sql`statement_timestamp() - interval '30 days'`),
      ),
    )
    .orderBy(desc(corrections.createdAt), desc(corrections.id))
    .limit(maxCounted)
    .as("recent");
  const [row] = await db
    .select({
      id: recent.id,
      kind: recent.kind,
      note: recent.note,
      credit: recent.credit,
      at: recent.at,
      slug: recent.slug,
      title: recent.title,
      all: sql<number>`(count(*) over ())::int`,
      credited: sql<number>`(count(*) filter (where ${recent.credit} <> '') over ())::int`,
    })
    .from(recent)
    .orderBy(sql`${recent.credit} <> '' desc`, desc(recent.at), desc(recent.id))
    .limit(1);
  if (!row || row.credited === 0) return undefined;
  const { slug, title, all, credited, ...correction } = row;
  return { newest: { ...correction, article: { slug, title } }, all, credited };
}
