import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { escapeLike } from "#db/like-pattern.ts";
import { articleAuthors, authors, media, members } from "#db/schema.ts";
import { termsPerPage } from "../rules.ts";

/** An author, as the newsroom edits it. */
export interface EditedAuthor {
  id: number;
  handle: string;
  name: string;
  biography: string;
  /** The id of the portrait in the library; empty: the member's own picture, or initials. */
  portrait: string;
  portraitAlt: string;
  /** `@user@host`; empty: the member's own. */
  fediverse: string;
  /** The name of the member who writes under this name. */
  member: string | null;
}

const columns = {
  id: authors.id,
  handle: authors.handle,
  name: authors.name,
  biography: authors.biography,
  portrait: sql<string>`coalesce(${authors.portraitMediaId}, '')`,
  portraitAlt: sql<string>`coalesce(${media.alt}, '')`,
  fediverse: authors.fediverse,
  member: members.name,
};

/** Finds an author; undefined for an unknown id. `lock` locks the row until the transaction ends. */
export async function findAuthor(db: Executor, id: number, lock = false): Promise<EditedAuthor | undefined> {
  const query = db
    .select(columns)
    .from(authors)
    .leftJoin(media, eq(media.id, authors.portraitMediaId))
    .leftJoin(members, eq(members.id, authors.memberId))
    .where(eq(authors.id, id));
  const [row] = await (lock ? query.for("update", { of: authors }) : query);
  return row;
}

interface ListedAuthor {
  id: number;
  handle: string;
  name: string;
  /** Number of published articles. */
  published: number;
}

/** Lists one page of authors by handle, after `after`; `words` occur in the name or the handle. */
export async function listAuthors(
  db: Executor,
  { words = "", after }: { words?: string; after?: string | undefined } = {},
): Promise<{ authors: ListedAuthor[]; next: string | undefined }> {
  const like = `%${escapeLike(words)}%`;
  const conditions = [
    ...(after ? [sql`a.handle > ${after}`] : []),
    ...(words ? [sql`(a.name ilike ${like} or a.handle like lower(${like}))`] : []),
  ];
  const whereClause = conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``;
  const rows = await db.execute<ListedAuthor & Record<string, unknown>>(sql`
    select a.*, n.published from (
      select a.id::float8 as id, a.handle, a.name from ${authors} a ${whereClause} order by a.handle limit ${termsPerPage + 1}
    ) a cross join lateral (
      select count(*)::int as published from ${articleAuthors} j where j.author_id = a.id and j.listed_at is not null
    ) n order by a.handle`);
  const shown = [...rows].slice(0, termsPerPage);
  return { authors: shown, next: rows.length > termsPerPage ? shown.at(-1)?.handle : undefined };
}

export async function countAuthors(db: Executor): Promise<number> {
  const [row] = await db.execute<{ n: number }>(sql`select count(*)::int as n from ${authors}`);
  return row?.n ?? 0;
}
