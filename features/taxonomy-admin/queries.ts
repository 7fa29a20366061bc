import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articleCategories, articleTags, categories, tags, taxonomyMerges } from "#db/schema.ts";
import type { TermKind } from "#features/taxonomy/rules.ts";
import { termsPerPage } from "./rules.ts";

/** A category or a tag, as the newsroom files with it. */
export interface Term {
  id: number;
  slug: string;
  name: string;
  /** Tags have none. */
  description: string;
}

export interface CountedTerm extends Term {
  /** Articles that readers find there, and all that are filed there. */
  published: number;
  articles: number;
}

/** Where the rows of a kind are. */
export const termTables = {
  category: { terms: categories, joins: articleCategories, column: sql.raw("category_id") },
  tag: { terms: tags, joins: articleTags, column: sql.raw("tag_id") },
} as const;

const termColumns = (kind: TermKind): SQL =>
  sql`t.id::float8 as id, t.slug, t.name, ${kind === "category" ? sql`t.description` : sql`''::text`} as description`;

/** One page in the order of the slugs, from `after` on; `words` stand in the name or the slug. Each one's articles are counted along its index. */
export async function listTerms(
  db: Executor,
  kind: TermKind,
  asked: { words?: string; after?: string | undefined } = {},
): Promise<{ terms: CountedTerm[]; next: string | undefined }> {
  const { terms, joins, column } = termTables[kind];
  const like = `%${(asked.words ?? "").replace(/[\\%_]/g, "\\$&")}%`;
  const conditions = [
    ...(asked.after ? [sql`t.slug > ${asked.after}`] : []),
    ...(asked.words ? [sql`(t.name ilike ${like} or t.slug like lower(${like}))`] : []),
  ];
  const where = conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``;
  const rows = await db.execute<CountedTerm & Record<string, unknown>>(sql`
    select t.*, n.articles, n.published from (
      select ${termColumns(kind)} from ${terms} t ${where} order by t.slug limit ${termsPerPage + 1}
    ) t cross join lateral (
      select count(*)::int as articles, count(j.listed_at)::int as published from ${joins} j where j.${column} = t.id
    ) n order by t.slug`);
  const shown = [...rows].slice(0, termsPerPage);
  return { terms: shown, next: rows.length > termsPerPage ? shown.at(-1)?.slug : undefined };
}

/** How many there are of each kind. */
export async function countTerms(db: Executor): Promise<Record<TermKind, number>> {
  const [row] = await db.execute<Record<TermKind, number>>(
    sql`select (select count(*) from ${categories})::int as category, (select count(*) from ${tags})::int as tag`,
  );
  return row ?? { category: 0, tag: 0 };
}

/** One of them; undefined when it is gone. `lock` holds it, and keeps new articles out of it, until the transaction ends. */
export async function findTerm(db: Executor, kind: TermKind, id: number, lock = false): Promise<Term | undefined> {
  const { terms } = termTables[kind];
  const [row] = await db.execute<Term & Record<string, unknown>>(
    sql`select ${termColumns(kind)} from ${terms} t where t.id = ${id} ${lock ? sql`for update` : sql``}`,
  );
  return row;
}

/** The one of that name, case aside, or that slug; the name decides. */
export async function findTermByName(db: Executor, kind: TermKind, words: string): Promise<Term | undefined> {
  const [row] = await db.execute<Term & Record<string, unknown>>(sql`
    select ${termColumns(kind)} from ${termTables[kind].terms} t
    where lower(t.name) = lower(${words}) or t.slug = lower(${words})
    order by lower(t.name) = lower(${words}) desc, t.id limit 1`);
  return row;
}

/** How many articles are filed there, whether readers see them or not. */
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

/** The merges of a kind that are not finished yet. */
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
