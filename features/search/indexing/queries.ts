import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { hasReadersIn } from "#features/articles/queries.ts";

export interface IndexProgress {
  /** Everything that was published before the index existed is in it. */
  isComplete: boolean;
  /** Articles that were looked at, newest first, of about `total`. */
  done: number;
  total: number;
}

/** Reads how far the index of a site that was upgraded is filled: for the search page. One statement, a row or two. */
export async function readIndexProgress(db: Executor): Promise<IndexProgress> {
  const [row] = await db.execute<{ begun: boolean; finished: boolean; done: number; total: number }>(sql`
    select count(*) > 0 as begun, coalesce(bool_and(finished_at is not null) and count(*) = 2, false) as finished,
      coalesce(sum(done) filter (where part = 'articles'), 0)::int as done, coalesce(sum(total) filter (where part = 'articles'), 0)::int as total
    from search_progress where part in ('articles', 'comments')`);
  return { isComplete: row?.finished ?? false, done: row?.done ?? 0, total: row?.total ?? 0 };
}

export interface IndexStatus {
  articles: { published: number; indexed: number };
  comments: { visible: number; indexed: number };
  words: number;
  /** Articles whose words are not counted yet. */
  waiting: number;
  parts: { part: string; done: number; total: number; startedAt: Date; finishedAt: Date | null }[];
  bytes: { articles: number; comments: number; words: number };
}

/** Counts what is in the index and what should be: reads whole indexes, so it is for the command line. */
export async function readIndexStatus(db: Executor): Promise<IndexStatus> {
  const [row] = await db.execute<Record<string, string>>(sql`
    select (select count(*) from articles where status = 'published') as published,
      (select count(*) from search_articles) as articles,
      (select count(*) from comments as c join articles as a on a.id = c.article_id and ${hasReadersIn(sql`a`)} where c.status = 'visible') as visible,
      (select count(*) from search_comments) as comments,
      (select count(*) from search_terms) as words,
      (select count(distinct article_id) from search_changes) as waiting,
      pg_total_relation_size('search_articles') as article_bytes,
      pg_total_relation_size('search_comments') as comment_bytes,
      pg_total_relation_size('search_terms') as word_bytes`);
  const parts = await db.execute<{
    part: string;
    done: number;
    total: number;
    started_at: string;
    finished_at: string | null;
  }>(
    sql`select part, done, total, started_at, finished_at from search_progress where part in ('articles', 'comments', 'terms') order by part`,
  );
  const figure = (name: string) => Number(row?.[name] ?? 0);
  return {
    articles: { published: figure("published"), indexed: figure("articles") },
    comments: { visible: figure("visible"), indexed: figure("comments") },
    words: figure("words"),
    waiting: figure("waiting"),
    parts: parts.map(({ started_at, finished_at, ...part }) => ({
      ...part,
      startedAt: new Date(started_at),
      finishedAt: finished_at === null ? null : new Date(finished_at),
    })),
    bytes: { articles: figure("article_bytes"), comments: figure("comment_bytes"), words: figure("word_bytes") },
  };
}
