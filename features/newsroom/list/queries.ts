import { count, eq, inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { ArticleStatus } from "#db/schema/articles.ts";
import {
  articleAuthors,
  articleCategories,
  articleDrafts,
  articleEditLocks,
  articleSchedules,
  articles,
  authors,
  categories,
  members,
  sources,
  unpublishedArticles,
} from "#db/schema.ts";
import type { FoundArticle } from "#features/articles/rules.ts";
import { listBylineChoices } from "../drafts/bylines.ts";
import { editLockSeconds } from "../rules.ts";
import { isRareSearch, readKeysetPage } from "./keyset-pages.ts";
import { type Cursor, type ListFilter, listSegments, rowsPerPage } from "./rules.ts";

export interface ListRow {
  id: number;
  slug: string;
  title: string;
  status: ArticleStatus;
  publishedAt: Date | null;
  updatedAt: Date;
  category: string | null;
  authors: string[];
  source: string | null;
  commentCount: number;
  /** The draft differs from the published (or stored) text. */
  unsaved: boolean;
  /** The name of the edit lock's holder. */
  editing: string | null;
  /** When it is scheduled; `failed`: the scheduled publication failed. */
  planned: Date | null;
  failed: boolean;
}

interface ListPage {
  rows: ListRow[];
  next: Cursor | null;
}

/**
 * Lists one page of the newsroom's list: drafts first, then published articles, newest first, then withdrawn ones. Each
 * segment is an index scan from the cursor on; nothing is counted or skipped.
 */
export async function listArticlesPage(db: Executor, filter: ListFilter, cursor?: Cursor): Promise<ListPage> {
  const segments = listSegments(filter.status);
  const rare = filter.words !== undefined && (await isRareSearch(db, filter.words));
  const from = cursor ? segments.indexOf(cursor.segment) : 0;
  const found: (Cursor & { id: number })[] = [];
  for (const segment of segments.slice(Math.max(from, 0))) {
    const remaining = rowsPerPage + 1 - found.length;
    if (remaining <= 0) break;
    const start = cursor?.segment === segment ? cursor : undefined;
    found.push(...(await readKeysetPage(db, segment, filter, remaining, start, rare)));
  }
  const shown = found.slice(0, rowsPerPage);
  const last = found.length > rowsPerPage ? shown.at(-1) : undefined;
  const rows = await loadListRows(
    db,
    shown.map(({ id }) => id),
  );
  return { rows, next: last ? { segment: last.segment, id: last.id, at: last.at } : null };
}

/** Finds published articles for a link or a card, newest first, with the same search as the list. */
export async function searchPublishedArticles(db: Executor, words: string, limit = 8): Promise<FoundArticle[]> {
  if (words.trim() === "") return [];
  const found = await readKeysetPage(db, "published", { words }, limit, undefined, await isRareSearch(db, words));
  const ids = found.map(({ id }) => id);
  if (ids.length === 0) return [];
  const rows = await db
    .select({ id: articles.id, slug: articles.slug, title: articles.title })
    .from(articles)
    .where(inArray(articles.id, ids));
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

/** Reads the rows of these articles, in the order of the ids. */
export async function loadListRows(db: Executor, ids: number[]): Promise<ListRow[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({
      id: articles.id,
      slug: articles.slug,
      title: sql<string>`coalesce(${articleDrafts.content}->>'title', ${articles.title})`,
      status: articles.status,
      publishedAt: articles.publishedAt,
      updatedAt: articles.updatedAt,
      category: sql<
        string | null
      >`(select c.name from ${categories} c join ${articleCategories} j on j.category_id = c.id where j.article_id = ${articles}.id order by j.position limit 1)`,
      authors: sql<
        string[]
      >`array(select w.name from ${authors} w join ${articleAuthors} j on j.author_id = w.id where j.article_id = ${articles}.id order by j.position)`,
      source: sources.name,
      commentCount: articles.commentCount,
      unsaved: sql<boolean>`${articleDrafts.content} is not null`,
      editing: members.name,
      planned: articleSchedules.publishAt,
      failed: sql<boolean>`${articleSchedules.failure} is not null`,
    })
    .from(articles)
    .leftJoin(articleDrafts, eq(articleDrafts.articleId, articles.id))
    .leftJoin(articleSchedules, eq(articleSchedules.articleId, articles.id))
    .leftJoin(sources, eq(sources.id, articles.sourceId))
    .leftJoin(
      articleEditLocks,
      sql`${articleEditLocks.articleId} = ${articles.id} and ${articleEditLocks.heartbeatAt} > now() - make_interval(secs => ${editLockSeconds})`,
    )
    .leftJoin(members, eq(members.id, articleEditLocks.memberId))
    .where(inArray(articles.id, ids));
  const position = new Map(ids.map((id, index) => [id, index]));
  return rows.sort((a, b) => (position.get(a.id) ?? 0) - (position.get(b.id) ?? 0));
}

/** Counts the articles of each status except "published", which would be slow and is shown nowhere. */
export async function countUnpublished(db: Executor): Promise<Partial<Record<ArticleStatus, number>>> {
  const rows = await db
    .select({ status: unpublishedArticles.status, articles: count() })
    .from(unpublishedArticles)
    .groupBy(unpublishedArticles.status);
  return Object.fromEntries(rows.map((row) => [row.status, row.articles]));
}

export interface Choice {
  id: number;
  name: string;
}

/** Lists the choices of the filters in alphabetical order, at most `limit` of each. */
export async function listFilterChoices(db: Executor, limit = 500) {
  const [terms, authors] = await Promise.all([listTermChoices(db, limit), listBylineChoices(db, [], "", limit)]);
  return { ...terms, authors };
}

/** Lists the categories and sources that a form offers in alphabetical order, at most `limit` of each. */
export async function listTermChoices(db: Executor, limit = 500) {
  const [inCategories, fromSources] = await Promise.all([
    db.select({ id: categories.id, name: categories.name }).from(categories).orderBy(categories.name).limit(limit),
    db.select({ id: sources.id, name: sources.name }).from(sources).orderBy(sources.name).limit(limit),
  ]);
  return { categories: inCategories, sources: fromSources };
}
