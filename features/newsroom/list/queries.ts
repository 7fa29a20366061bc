import { count, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import {
  articleAuthors,
  articleCategories,
  articleDesks,
  articleLeases,
  articleSchedules,
  articles,
  articleTags,
  authors,
  categories,
  members,
  sources,
  unpublishedArticles,
} from "#db/schema.ts";
import { bylineChoices } from "../desk/bylines.ts";
import { type ArticleStatus, leaseSeconds } from "../rules.ts";
import { type Cursor, type ListFilter, rowsPerPage, type Segment, segmentsOf } from "./rules.ts";

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
  /** A text being worked on differs from what readers see (or from the stored draft). */
  unsaved: boolean;
  /** Who has it open now. */
  editing: string | null;
  /** When it is to be published; `failed`: that time has come and it could not be. */
  planned: Date | null;
  failed: boolean;
}

export interface ListPage {
  rows: ListRow[];
  next: Cursor | null;
}

/**
 * One page of the newsroom's list: what is worked on first, then what is published, newest first, then what was withdrawn. Each of the
 * three is a walk along an index from the cursor on; nothing is counted or skipped.
 */
export async function listForNewsroom(db: Executor, filter: ListFilter, cursor?: Cursor): Promise<ListPage> {
  const segments = segmentsOf(filter.status);
  const rare = filter.words !== undefined && (await isRare(db, filter.words));
  const from = cursor ? segments.indexOf(cursor.segment) : 0;
  const found: (Cursor & { id: number })[] = [];
  for (const segment of segments.slice(Math.max(from, 0))) {
    const wanted = rowsPerPage + 1 - found.length;
    if (wanted <= 0) break;
    const start = cursor?.segment === segment ? cursor : undefined;
    found.push(...(await walk(db, segment, filter, wanted, start, rare)));
  }
  const shown = found.slice(0, rowsPerPage);
  const last = found.length > rowsPerPage ? shown.at(-1) : undefined;
  const rows = await rowsOf(
    db,
    shown.map(({ id }) => id),
  );
  return { rows, next: last ? { segment: last.segment, id: last.id, at: last.at } : null };
}

export interface FoundArticle {
  id: number;
  slug: string;
  title: string;
}

/** Published articles for a link or a card, newest first among those whose text has the words; found as the list finds them. */
export async function searchPublished(db: Executor, words: string, most = 8): Promise<FoundArticle[]> {
  if (words.trim() === "") return [];
  const found = await walk(db, "published", { words }, most, undefined, await isRare(db, words));
  const ids = found.map(({ id }) => id);
  if (ids.length === 0) return [];
  const rows = await db
    .select({ id: articles.id, slug: articles.slug, title: articles.title })
    .from(articles)
    .where(inArray(articles.id, ids));
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

type Found = Cursor & { id: number };

function walk(
  db: Executor,
  segment: Segment,
  filter: ListFilter,
  limit: number,
  after: Cursor | undefined,
  rare: boolean,
): Promise<Found[]> {
  if (segment !== "published") return walkRest(db, segment, filter, limit, after);
  return rare && filter.words
    ? pickPublished(db, { ...filter, words: filter.words }, limit, after)
    : walkPublished(db, filter, limit, after);
}

/**
 * Above this share a search finds its page by walking from the newest on, below it by collecting all that match and sorting them. What
 * PostgreSQL supposes of a word that it has never met is half a percent.
 */
const rareShare = 0.006;

/**
 * Whether few articles have these words, as PostgreSQL estimates: it knows how often common words come and supposes the others to be
 * rare. Left alone it would walk the whole table for a word that nobody used.
 */
async function isRare(db: Executor, words: string): Promise<boolean> {
  const [row] = await db.execute<{ "QUERY PLAN": [{ Plan: { "Plan Rows": number } }] }>(
    sql`explain (format json) select 1 from ${articles} where search @@ websearch_to_tsquery('fr', ${words})`,
  );
  const [table] = await db.execute<{ rows: number }>(
    sql`select greatest(reltuples, 1000)::float8 as rows from pg_class where oid = 'articles'::regclass`,
  );
  return (row?.["QUERY PLAN"][0].Plan["Plan Rows"] ?? 0) < rareShare * Number(table?.rows ?? 1_000);
}

async function pickPublished(
  db: Executor,
  filter: ListFilter & { words: string },
  limit: number,
  after?: Cursor,
): Promise<Found[]> {
  const conditions = [
    sql`d.status = 'published'`,
    ...(after?.at ? [sql`(d.published_at, d.id) < (${after.at.toISOString()}::timestamptz, ${after.id}::bigint)`] : []),
    ...narrowed(filter, sql`d.id`),
    ...(filter.source ? [sql`d.source_id = ${filter.source}`] : []),
  ];
  const rows = await db.execute<{ id: number; at: string }>(sql`
    with d as materialized (
      select id, status, published_at, source_id from ${articles} where search @@ websearch_to_tsquery('fr', ${filter.words})
    )
    select d.id, d.published_at::text as at from d where ${sql.join(conditions, sql` and `)}
    order by d.published_at desc, d.id desc limit ${limit}`);
  return rows.map((row) => ({ segment: "published", id: Number(row.id), at: new Date(row.at) }));
}

async function walkRest(
  db: Executor,
  segment: Exclude<Segment, "published">,
  filter: ListFilter,
  limit: number,
  after?: Cursor,
): Promise<Found[]> {
  const statuses = filter.status ? [filter.status] : segment === "withdrawn" ? ["withdrawn"] : ["draft", "scheduled"];
  const conditions = [
    sql`u.status in (${sql.join(
      statuses.map((status) => sql`${status}::article_status`),
      sql`, `,
    )})`,
    ...(after ? [sql`u.article_id < ${after.id}`] : []),
    ...narrowed(filter, sql`u.article_id`),
    ...(filter.source || filter.words
      ? [
          sql`exists (select 1 from ${articles} a where a.id = u.article_id${filter.source ? sql` and a.source_id = ${filter.source}` : sql``}${filter.words ? sql` and a.search @@ websearch_to_tsquery('fr', ${filter.words})` : sql``})`,
        ]
      : []),
  ];
  const rows = await db.execute<{ id: number }>(
    sql`select u.article_id as id from ${unpublishedArticles} u where ${sql.join(conditions, sql` and `)} order by u.article_id desc nulls last limit ${limit}`,
  );
  return rows.map(({ id }) => ({ segment, id: Number(id), at: null }));
}

/** Along the index of what narrows most by nature (an author, then a category, then a source); what else is asked for filters. */
async function walkPublished(db: Executor, filter: ListFilter, limit: number, after?: Cursor): Promise<Found[]> {
  const join = filter.author
    ? { table: articleAuthors, column: sql`author_id`, value: filter.author, rest: { ...filter, author: undefined } }
    : filter.category
      ? {
          table: articleCategories,
          column: sql`category_id`,
          value: filter.category,
          rest: { ...filter, category: undefined },
        }
      : undefined;
  const at = join ? sql`d.listed_at` : sql`d.published_at`;
  const id = join ? sql`d.article_id` : sql`d.id`;
  const beyond = after?.at ? [sql`(${at}, ${id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::bigint)`] : [];
  const words = filter.words ? sql` and a.search @@ websearch_to_tsquery('fr', ${filter.words})` : sql``;
  const source = filter.source ? sql` and a.source_id = ${filter.source}` : sql``;
  const conditions = join
    ? [
        sql`d.${join.column} = ${join.value}`,
        sql`d.listed_at is not null`,
        ...beyond,
        ...narrowed(join.rest, id),
        ...(filter.source || filter.words
          ? [sql`exists (select 1 from ${articles} a where a.id = d.article_id${source}${words})`]
          : []),
      ]
    : [
        sql`d.status = 'published'`,
        ...beyond,
        ...narrowed(filter, id),
        ...(filter.source ? [sql`d.source_id = ${filter.source}`] : []),
        ...(filter.words ? [sql`d.search @@ websearch_to_tsquery('fr', ${filter.words})`] : []),
      ];
  const rows = await db.execute<{ id: number; at: string }>(
    sql`select ${id} as id, ${at}::text as at from ${join?.table ?? articles} d where ${sql.join(conditions, sql` and `)} order by ${at} desc nulls last, ${id} desc nulls last limit ${limit}`,
  );
  return rows.map((row) => ({ segment: "published", id: Number(row.id), at: new Date(row.at) }));
}

/** The conditions that ask other tables about the article with this id. */
function narrowed(filter: ListFilter, id: SQL): SQL[] {
  const conditions: SQL[] = [];
  if (filter.author)
    conditions.push(
      sql`exists (select 1 from ${articleAuthors} x where x.article_id = ${id} and x.author_id = ${filter.author})`,
    );
  if (filter.category)
    conditions.push(
      sql`exists (select 1 from ${articleCategories} y where y.article_id = ${id} and y.category_id = ${filter.category})`,
    );
  if (filter.tag)
    conditions.push(
      sql`exists (select 1 from ${articleTags} v where v.article_id = ${id} and v.tag_id = ${filter.tag})`,
    );
  if (filter.owner)
    conditions.push(sql`${id} in (select z.article_id from ${articleDesks} z where z.owner_id = ${filter.owner})`);
  return conditions;
}

/** The rows of these articles, in the order of the ids. */
export async function rowsOf(db: Executor, ids: number[]): Promise<ListRow[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({
      id: articles.id,
      slug: articles.slug,
      title: sql<string>`coalesce(${articleDesks.content}->>'title', ${articles.title})`,
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
      unsaved: sql<boolean>`${articleDesks.content} is not null`,
      editing: members.name,
      planned: articleSchedules.publishAt,
      failed: sql<boolean>`${articleSchedules.refusal} is not null`,
    })
    .from(articles)
    .leftJoin(articleDesks, eq(articleDesks.articleId, articles.id))
    .leftJoin(articleSchedules, eq(articleSchedules.articleId, articles.id))
    .leftJoin(sources, eq(sources.id, articles.sourceId))
    .leftJoin(
      articleLeases,
      sql`${articleLeases.articleId} = ${articles.id} and ${articleLeases.seenAt} > now() - make_interval(secs => ${leaseSeconds})`,
    )
    .leftJoin(members, eq(members.id, articleLeases.memberId))
    .where(inArray(articles.id, ids));
  const place = new Map(ids.map((id, index) => [id, index]));
  return rows.sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
}

/** How many articles have each status but "published", which nobody counts on a page. */
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

/** Names to choose from in a form, in the order of the alphabet; at most `most`. */
export async function listChoices(db: Executor, most = 500) {
  const [inCategories, byAuthors, fromSources] = await Promise.all([
    db.select({ id: categories.id, name: categories.name }).from(categories).orderBy(categories.name).limit(most),
    bylineChoices(db, [], "", most),
    db.select({ id: sources.id, name: sources.name }).from(sources).orderBy(sources.name).limit(most),
  ]);
  return { categories: inCategories, authors: byAuthors, sources: fromSources };
}
