import { inArray, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { escapeLike } from "#db/like-pattern.ts";
import type { DraftContent } from "#db/schema/newsroom.ts";
import { authors } from "#db/schema.ts";
import type { Role } from "#features/members/rules.ts";
import { mayChooseBylines } from "../policy.ts";

/** A byline to choose: its name, followed by its handle if another byline has the same name. */
export interface Byline {
  id: number;
  name: string;
}

/** Authors with their handle where names collide. There are a few thousand at most. */
const distinctBylines = sql`(
  select id, handle, name as plain, case when count(*) over (partition by lower(name)) > 1 then name || ' (@' || handle || ')' else name end as name
  from ${authors}) as b`;

async function selectBylines(db: Executor, condition: SQL, order: SQL, limit: number): Promise<Byline[]> {
  const rows = await db.execute<{ id: number; name: string }>(
    sql`select b.id, b.name from ${distinctBylines} where ${condition} order by ${order} limit ${limit}`,
  );
  return rows.map(({ id, name }) => ({ id: Number(id), name }));
}

const byName = sql`b.plain, b.id`;

/** Lists bylines in the order of `ids`, without those that were deleted. */
export async function listBylines(db: Executor, ids: number[]): Promise<Byline[]> {
  if (ids.length === 0) return [];
  const position = sql`array_position(${sql.param(ids)}::bigint[], b.id)`;
  return selectBylines(db, sql`b.id = any(${sql.param(ids)}::bigint[])`, position, ids.length);
}

/**
 * Finds bylines whose name or handle has words that begin with the search terms. Names that begin with the search come
 * first.
 */
export async function searchBylines(db: Executor, words: string, limit = 12): Promise<Byline[]> {
  const parts = words.trim().toLowerCase().split(/\s+/).filter(Boolean).slice(0, 5);
  if (parts.length === 0) return [];
  const pattern = (part: string) => `%${escapeLike(part)}%`;
  const all = parts.map((part) => sql`unaccent(lower(b.plain || ' @' || b.handle)) like unaccent(${pattern(part)})`);
  const first = pattern(parts.join(" ").replace(/^@/, "")).slice(1);
  const begins = sql`unaccent(lower(b.plain)) not like unaccent(${first}) and lower(b.handle) not like unaccent(${first})`;
  return selectBylines(db, sql.join(all, sql` and `), sql`${begins}, ${byName}`, limit);
}

/** Lists the bylines that a form offers: the chosen ones, those searched for, and the first by name. */
export async function listBylineChoices(db: Executor, chosen: number[], words = "", limit = 500): Promise<Byline[]> {
  const [first, found, named] = await Promise.all([
    listBylines(db, chosen),
    searchBylines(db, words),
    selectBylines(db, sql`true`, byName, limit),
  ]);
  const choices = new Map([...first, ...found, ...named].map((byline) => [byline.id, byline]));
  return [...choices.values()];
}

/** Returns those of `ids` that exist, in the order given. */
export async function filterKnownBylines(db: Executor, ids: number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await db.select({ id: authors.id }).from(authors).where(inArray(authors.id, ids));
  const known = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => known.has(id));
}

/** Content as a form sends it. `authorIds` is undefined if the form has no field for bylines. */
export type SubmittedContent = Omit<DraftContent, "authorIds"> & { authorIds: number[] | undefined };

/**
 * Returns the content with its bylines. The form's bylines count only if `writer` may choose them; otherwise the
 * article keeps `present`. It never refuses, so that a page opened before a change of role or of bylines can still
 * save.
 */
export function resolveBylines(writer: { role: Role }, written: SubmittedContent, present: number[]): DraftContent {
  const chosen = mayChooseBylines(writer) ? written.authorIds : undefined;
  return { ...written, authorIds: chosen ?? present };
}
