import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { escapeLike } from "#db/like-pattern.ts";
import { articleCategories, articleTags, categories, tags, taxonomyMerges } from "#db/schema.ts";
import type { TermKind } from "#features/taxonomy/rules.ts";
import { termsPerPage } from "./rules.ts";

/** A category or a tag, as the newsroom sees it. */
export interface Term {
  id: number;
  slug: string;
  name: string;
  /** Tags have none. */
  description: string;
}

export interface CountedTerm extends Term {
  /** Number of published articles, and of all articles. */
  published: number;
  articles: number;
}

/** The tables of each kind. */
export const termTables = {
  category: { terms: categories, joins: articleCategories, column: sql.raw("category_id") },
  tag: { terms: tags, joins: articleTags, column: sql.raw("tag_id") },
} as const;

const termColumns = (kind: TermKind): SQL =>
  sql`t.id::float8 as id, t.slug, t.name, ${kind === "category" ? sql`t.description` : sql`''::text`} as description`;

/**
 * Lists one page of terms by slug, after `after`; `words` occur in the name or the slug. Each term's articles are
 * counted in its index.
 */
export async function listTerms(
  db: Executor,
  kind: TermKind,
  query: { words?: string; after?: string | undefined } = {},
): Promise<{ terms: CountedTerm[]; next: string | undefined }> {
  const { terms, joins, column } = termTables[kind];
  const like = `%${escapeLike(query.words ?? "")}%`;
  const conditions = [
    ...(query.after ? [sql`t.slug > ${query.after}`] : []),
    ...(query.words ? [sql`(t.name ilike ${like} or t.slug like lower(${like}))`] : []),
  ];
  const whereClause = conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``;
  const rows = await db.execute<CountedTerm & Record<string, unknown>>(sql`
    select t.*, n.articles, n.published from (
      select ${termColumns(kind)} from ${terms} t ${whereClause} order by t.slug limit ${termsPerPage + 1}
    ) t cross join lateral (
      select count(*)::int as articles, count(j.listed_at)::int as published from ${joins} j where j.${column} = t.id
    ) n order by t.slug`);
  const shown = [...rows].slice(0, termsPerPage);
  return { terms: shown, next: rows.length > termsPerPage ? shown.at(-1)?.slug : undefined };
}

/** Counts the terms of each kind. */
export async function countTerms(db: Executor): Promise<Record<TermKind, number>> {
  const [row] = await db.execute<Record<TermKind, number>>(
    sql`select (select count(*) from ${categories})::int as category, (select count(*) from ${tags})::int as tag`,
  );
  return row ?? { category: 0, tag: 0 };
}

/**
 * Finds a term; undefined if it was deleted. `lock` locks it until the transaction ends, and prevents new articles from
 * using it.
 */
export async function findTerm(db: Executor, kind: TermKind, id: number, lock = false): Promise<Term | undefined> {
  const { terms } = termTables[kind];
  const [row] = await db.execute<Term & Record<string, unknown>>(
    sql`select ${termColumns(kind)} from ${terms} t where t.id = ${id} ${lock ? sql`for update` : sql``}`,
  );
  return row;
}

/** Finds a term by name (case-insensitively) or slug; the name has precedence. */
export async function findTermByName(db: Executor, kind: TermKind, words: string): Promise<Term | undefined> {
  const [row] = await db.execute<Term & Record<string, unknown>>(sql`
    select ${termColumns(kind)} from ${termTables[kind].terms} t
    where lower(t.name) = lower(${words}) or t.slug = lower(${words})
    order by lower(t.name) = lower(${words}) desc, t.id limit 1`);
  return row;
}

/** Counts a term's articles, published or not. */
export async function countTermArticles(db: Executor, kind: TermKind, id: number): Promise<number> {
  const { joins, column } = termTables[kind];
  const [row] = await db.execute<{ n: number }>(
    sql`select count(*)::int as n from ${joins} j where j.${column} = ${id}`,
  );
  return row?.n ?? 0;
}

export interface RunningMerge {
  id: number;
  fromId: number;
  fromName: string;
  intoId: number;
  total: number;
  moved: number;
}

/** Lists the unfinished merges of a kind. */
export async function listRunningMerges(db: Executor, kind: TermKind): Promise<RunningMerge[]> {
  return db
    .select({
      id: taxonomyMerges.id,
      fromId: taxonomyMerges.fromId,
      fromName: taxonomyMerges.fromName,
      intoId: taxonomyMerges.intoId,
      total: taxonomyMerges.total,
      moved: taxonomyMerges.moved,
    })
    .from(taxonomyMerges)
    .where(sql`${taxonomyMerges.kind} = ${kind} and ${taxonomyMerges.finishedAt} is null`)
    .orderBy(taxonomyMerges.id);
}
