import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import {
  articleAuthors,
  articleCategories,
  articleDrafts,
  articles,
  articleTags,
  unpublishedArticles,
} from "#db/schema.ts";
import type { Cursor, ListFilter, ListSegment } from "./rules.ts";

/** A row of a keyset page; its cursor starts the next page. */
type KeysetRow = Cursor & { id: number };

/**
 * Reads the ids of one page of a segment after a cursor: by an index scan, or, for rare search terms, by sorting all
 * matches.
 */
export function readKeysetPage(
  db: Executor,
  segment: ListSegment,
  filter: ListFilter,
  limit: number,
  after: Cursor | undefined,
  rare: boolean,
): Promise<KeysetRow[]> {
  if (segment !== "published") return readUnpublishedPage(db, segment, filter, limit, after);
  return rare && filter.words
    ? collectPublished(db, { ...filter, words: filter.words }, limit, after)
    : readPublishedPage(db, filter, limit, after);
}

/**
 * Above this share of articles, a search scans the index from the newest on; below it, a search collects all matches
 * and sorts them. PostgreSQL estimates an unknown word at half a percent.
 */
const rareWordShare = 0.006;

/**
 * Whether few articles match the search terms, as PostgreSQL estimates: it knows the frequency of common words and
 * assumes that others are rare. Without this, it would scan the whole table for a word that occurs nowhere.
 */
export async function isRareSearch(db: Executor, words: string): Promise<boolean> {
  const [row] = await db.execute<{ "QUERY PLAN": [{ Plan: { "Plan Rows": number } }] }>(
    sql`explain (format json) select 1 from ${articles} where search @@ websearch_to_tsquery('fr', ${words})`,
  );
  const [table] = await db.execute<{ rows: number }>(
    sql`select greatest(reltuples, 1000)::float8 as rows from pg_class where oid = 'articles'::regclass`,
  );
  return (row?.["QUERY PLAN"][0].Plan["Plan Rows"] ?? 0) < rareWordShare * Number(table?.rows ?? 1_000);
}

async function collectPublished(
  db: Executor,
  filter: ListFilter & { words: string },
  limit: number,
  after?: Cursor,
): Promise<KeysetRow[]> {
  const conditions = [
    sql`d.status = 'published'`,
    ...(after?.at ? [sql`(d.published_at, d.id) < (${after.at.toISOString()}::timestamptz, ${after.id}::bigint)`] : []),
    ...filterConditions(filter, sql`d.id`),
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

async function readUnpublishedPage(
  db: Executor,
  segment: Exclude<ListSegment, "published">,
  filter: ListFilter,
  limit: number,
  after?: Cursor,
): Promise<KeysetRow[]> {
  const statuses = filter.status ? [filter.status] : segment === "withdrawn" ? ["withdrawn"] : ["draft", "scheduled"];
  const conditions = [
    sql`u.status in (${sql.join(
      statuses.map((status) => sql`${status}::article_status`),
      sql`, `,
    )})`,
    ...(after ? [sql`u.article_id < ${after.id}`] : []),
    ...filterConditions(filter, sql`u.article_id`),
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

/**
 * Scans the index of the most selective filter (an author, then a category, then a source); the other filters apply to
 * each row.
 */
async function readPublishedPage(
  db: Executor,
  filter: ListFilter,
  limit: number,
  after?: Cursor,
): Promise<KeysetRow[]> {
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
  const afterCursor = after?.at
    ? [sql`(${at}, ${id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::bigint)`]
    : [];
  const words = filter.words ? sql` and a.search @@ websearch_to_tsquery('fr', ${filter.words})` : sql``;
  const source = filter.source ? sql` and a.source_id = ${filter.source}` : sql``;
  const conditions = join
    ? [
        sql`d.${join.column} = ${join.value}`,
        sql`d.listed_at is not null`,
        ...afterCursor,
        ...filterConditions(join.rest, id),
        ...(filter.source || filter.words
          ? [sql`exists (select 1 from ${articles} a where a.id = d.article_id${source}${words})`]
          : []),
      ]
    : [
        sql`d.status = 'published'`,
        ...afterCursor,
        ...filterConditions(filter, id),
        ...(filter.source ? [sql`d.source_id = ${filter.source}`] : []),
        ...(filter.words ? [sql`d.search @@ websearch_to_tsquery('fr', ${filter.words})`] : []),
      ];
  const rows = await db.execute<{ id: number; at: string }>(
    sql`select ${id} as id, ${at}::text as at from ${join?.table ?? articles} d where ${sql.join(conditions, sql` and `)} order by ${at} desc nulls last, ${id} desc nulls last limit ${limit}`,
  );
  return rows.map((row) => ({ segment: "published", id: Number(row.id), at: new Date(row.at) }));
}

/** Builds the conditions on other tables for the article with this id. */
function filterConditions(filter: ListFilter, id: SQL): SQL[] {
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
    conditions.push(sql`${id} in (select z.article_id from ${articleDrafts} z where z.owner_id = ${filter.owner})`);
  return conditions;
}
