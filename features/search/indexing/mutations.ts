import { setTimeout } from "node:timers/promises";
import { type SQL, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { hasReadersIn } from "#features/articles/queries.ts";
import { indexArticles, indexComments } from "../mutations.ts";
import { type IndexPart, indexBatchSize, indexParts, walkSize } from "./rules.ts";

export interface FillOptions {
  signal?: AbortSignal;
  /** Ends after this time (milliseconds), also if rows are left. */
  budgetMs?: number;
  /** Gets the number of rows walked so far, and the total. */
  onProgress?: (part: IndexPart, done: number, total: number) => void;
}

/**
 * Indexes what a site had published before it had a search index, newest first, in short transactions. What it has done
 * is stored with each step, so it may be stopped or killed at any point and called again. Does nothing once everything
 * was walked. Returns how many rows it wrote.
 */
export function fillSearchIndex(db: Database, options: FillOptions = {}): Promise<number> {
  return walkParts(db, options, { all: false });
}

/** Walks everything again: removes rows that should not be there, and writes each row whose text or facets differ. */
export async function rebuildSearchIndex(db: Database, options: FillOptions = {}): Promise<number> {
  await removeSuperfluous(db);
  await db.execute(sql`delete from search_progress where part in ('articles', 'comments')`);
  const written = await walkParts(db, options, { all: true });
  options.signal?.throwIfAborted();
  return written;
}

async function walkParts(db: Database, options: FillOptions, { all }: { all: boolean }): Promise<number> {
  const until = options.budgetMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + options.budgetMs;
  let written = 0;
  for (const part of indexParts) {
    await startPart(db, part);
    for (;;) {
      if (options.signal?.aborted || performance.now() > until) return written;
      const step = await fillStep(db, part, { all });
      if (!step) break;
      written += step.written;
      options.onProgress?.(part, step.done, step.total);
    }
  }
  return written;
}

/** Rows of what is no longer published: triggers remove them, so there are few, if any. */
async function removeSuperfluous(db: Database): Promise<void> {
  await db.execute(sql`
    delete from search_articles as d where not exists (select from articles as a where a.id = d.article_id and a.status = 'published')`);
  await db.execute(sql`
    delete from search_comments as d where not exists (
      select from comments as c join articles as a on a.id = c.article_id and ${hasReadersIn(sql`a`)}
      where c.id = d.comment_id and c.status = 'visible')`);
}

const totals: Record<IndexPart, SQL> = {
  articles: sql`select count(*) from articles where status = 'published'`,
  comments: sql`select count(*) from comments where status = 'visible'`,
};

async function startPart(db: Database, part: IndexPart): Promise<void> {
  const [row] = await db.execute(sql`select from search_progress where part = ${part}`);
  if (!row) {
    await db.execute(
      sql`insert into search_progress (part, total) values (${part}, (${totals[part]})) on conflict do nothing`,
    );
  }
}

interface Step {
  done: number;
  total: number;
  written: number;
}

/** Walks the next rows of a part, and indexes those that are missing (`all`: each); undefined when nothing is left. */
async function fillStep(db: Database, part: IndexPart, { all }: { all: boolean }): Promise<Step | undefined> {
  const [at] = await db.execute<{ last_at: string | null; last_id: string | null; done: number; total: number }>(sql`
    select last_at::text, last_id, done, total from search_progress where part = ${part} and finished_at is null`);
  if (!at) return undefined;
  const rows = await db.execute<{ id: string; at: string; missing: boolean }>(walk[part](at.last_at, at.last_id));
  const last = rows.at(-1);
  if (!last) {
    await db.execute(sql`update search_progress set finished_at = now(), total = done where part = ${part}`);
    return undefined;
  }
  const ids = rows.filter(({ missing }) => missing || all).map(({ id }) => Number(id));
  const write: (tx: Executor, batch: number[]) => Promise<void> = part === "articles" ? indexArticles : indexComments;
  for (let start = 0; start < ids.length; start += indexBatchSize) {
    const batch = ids.slice(start, start + indexBatchSize);
    await db.transaction((tx) => write(tx, batch));
    // A pause for transactions that wait for the lock, and for the disk.
    await setTimeout(2);
  }
  await db.execute(sql`
    update search_progress set done = done + ${rows.length}, total = greatest(total, done + ${rows.length}), last_at = ${last.at}::timestamptz, last_id = ${last.id}
    where part = ${part} and last_id is not distinct from ${at.last_id}::bigint`);
  const done = at.done + rows.length;
  return { done, total: Math.max(at.total, done), written: ids.length };
}

/** The next rows after the last one, newest first. */
const walk: Record<IndexPart, (lastAt: string | null, lastId: string | null) => SQL> = {
  articles: (lastAt, lastId) => sql`
    select a.id, a.published_at::text as at, not exists (select from search_articles as d where d.article_id = a.id) as missing
    from articles as a where a.status = 'published' and (a.published_at, a.id) < (coalesce(${lastAt}::timestamptz, 'infinity'), coalesce(${lastId}::bigint, 0))
    order by a.published_at desc, a.id desc limit ${walkSize}`,
  comments: (_, lastId) => sql`
    select c.id, c.created_at::text as at,
      c.status = 'visible' and not exists (select from search_comments as d where d.comment_id = c.id) as missing
    from comments as c where c.id < coalesce(${lastId}::bigint, 9223372036854775807)
    order by c.id desc limit ${walkSize}`,
};
