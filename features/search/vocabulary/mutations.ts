import { setTimeout } from "node:timers/promises";
import { type SQL, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { toIdArray, toIntegerArray } from "#db/id-array.ts";
import { toTextArray } from "#db/text-array.ts";
import { env } from "#lib/env.ts";
import {
  articlesPerBatch,
  listWords,
  maxBodyLength,
  maxTerms,
  maxWordsInMemory,
  recountHours,
  WordCount,
} from "./rules.ts";

interface ArticleText {
  id: number;
  text: string;
}

/** Reads what is published under these ids: title, lead, body, and the names of categories, tags, authors and source. */
async function readTexts(db: Executor, condition: SQL, limit = articlesPerBatch): Promise<ArticleText[]> {
  const rows = await db.execute<{ id: string; text: string }>(sql`
    select a.id, concat_ws(' ', a.title, a.lead, left(a.body_text, ${maxBodyLength}), (select s.name from sources as s where s.id = a.source_id),
      (select string_agg(c.name, ' ') from article_categories as j join categories as c on c.id = j.category_id where j.article_id = a.id),
      (select string_agg(t.name, ' ') from article_tags as j join tags as t on t.id = j.tag_id where j.article_id = a.id),
      (select string_agg(u.name, ' ') from article_authors as j join authors as u on u.id = j.author_id where j.article_id = a.id)) as text
    from articles as a where a.status = 'published' and ${condition} order by a.id desc limit ${limit}`);
  return rows.map(({ id, text }) => ({ id: Number(id), text }));
}

/**
 * Adds the words of the articles that were published or changed since the last call to the vocabulary, and empties the
 * list of changes. A new article counts; of a changed one only words that nobody has yet are added, and what it lost
 * stays until `countTerms`. Returns how many articles it read.
 */
export async function addChangedTerms(db: Database, signal?: AbortSignal): Promise<number> {
  let read = 0;
  while (!signal?.aborted) {
    const batch = await db.transaction(async (tx) => {
      await lockTerms(tx);
      const changes = await tx.execute<{ article_id: string; is_new: boolean }>(sql`
        delete from search_changes where (transaction_id, article_id) in (
          select transaction_id, article_id from search_changes order by transaction_id, article_id limit ${articlesPerBatch})
        returning article_id, is_new`);
      const ids = [...new Set(changes.map(({ article_id }) => Number(article_id)))];
      if (ids.length === 0) return 0;
      const fresh = new Set(changes.filter(({ is_new }) => is_new).map(({ article_id }) => Number(article_id)));
      const [added, edited] = [new WordCount(), new WordCount()];
      for (const { id, text } of await readTexts(tx, sql`a.id = any(${toIdArray(ids)})`))
        (fresh.has(id) ? added : edited).add(listWords(text));
      await writeTerms(tx, edited, "known");
      await writeTerms(tx, added, "added");
      return ids.length;
    });
    if (batch === 0) break;
    read += batch;
  }
  return read;
}

/** One writer at a time, until the transaction ends. */
async function lockTerms(tx: Executor): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('vigie:search-terms'))`);
}

const onConflict: Record<"known" | "added" | "counted", SQL> = {
  known: sql`nothing`,
  added: sql`update set article_count = d.article_count + excluded.article_count, counted = d.counted + excluded.counted`,
  counted: sql`update set counted = d.counted + excluded.counted,
    spelling = case when excluded.spelling_count > d.spelling_count then excluded.spelling else d.spelling end,
    spelling_count = greatest(d.spelling_count, excluded.spelling_count)`,
};

/**
 * Writes words, stop words left out. `known`: only those that are missing; `added`: articles that are new; `counted`:
 * part of a count of all articles.
 */
async function writeTerms(tx: Executor, count: WordCount, as: keyof typeof onConflict): Promise<void> {
  const terms = count.list();
  const stops = env().SITE_LOCALE === "en" ? sql`and ts_lexize('english_stem', t.word) <> '{}'` : sql``;
  for (let start = 0; start < terms.length; start += 5_000) {
    const part = terms.slice(start, start + 5_000);
    await tx.execute(sql`
      insert into search_terms as d (word, spelling, stem, article_count, counted, spelling_count)
      select t.word, t.spelling, stems[1], ${as === "counted" ? sql`0` : sql`t.articles`}, t.articles, t.spelling_count
      from unnest(${toTextArray(part.map(({ word }) => word))}, ${toTextArray(part.map(({ spelling }) => spelling))},
        ${toIntegerArray(part.map(({ articles }) => articles))}, ${toIntegerArray(part.map(({ spellingCount }) => spellingCount))})
        as t (word, spelling, articles, spelling_count)
        cross join lateral (select ts_lexize('french_stem', t.word) as stems offset 0) as s
      where length(t.word) between 2 and 40 and stems[1] <> '' and ts_lexize('french_stem', stems[1]) <> '{}' ${stops}
      order by t.word collate "C"
      on conflict (word) do ${onConflict[as]}`);
  }
}

export interface CountOptions {
  signal?: AbortSignal;
  /** Ends after this time (milliseconds): a later call continues. */
  budgetMs?: number;
  onProgress?: (done: number, total: number) => void;
}

/**
 * Counts the words of all published articles again, newest first, so that words of changed and withdrawn ones go. Each
 * step is stored, so it may be killed and called again; readers see the old counts until the end. Memory stays constant.
 * Returns false if it was stopped.
 */
export async function countTerms(db: Database, { signal, budgetMs, onProgress }: CountOptions = {}): Promise<boolean> {
  const until = budgetMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + budgetMs;
  await startCount(db);
  for (;;) {
    if (signal?.aborted || performance.now() > until) return false;
    const [at] = await db.execute<{ last_id: string | null; done: number; total: number }>(sql`
      select last_id, done, total from search_progress where part = 'terms' and finished_at is null`);
    // Another process finished it.
    if (!at) return true;
    const { count, lastId, read } = await readSome(db, at.last_id === null ? null : Number(at.last_id));
    if (read === 0) break;
    const isMine = await db.transaction(async (tx) => {
      await lockTerms(tx);
      const moved = await tx.execute(sql`
        update search_progress set done = done + ${read}, total = greatest(total, done + ${read}), last_id = ${lastId}
        where part = 'terms' and finished_at is null and last_id is not distinct from ${at.last_id}::bigint returning part`);
      if (moved.length > 0) await writeTerms(tx, count, "counted");
      return moved.length > 0;
    });
    if (!isMine) return false;
    onProgress?.(at.done + read, Math.max(at.total, at.done + read));
    await setTimeout(5);
  }
  await finishCount(db);
  return true;
}

/** Reads articles after the last one until enough words are in memory. */
async function readSome(db: Executor, after: number | null) {
  const count = new WordCount();
  let lastId = after;
  let read = 0;
  while (count.size < maxWordsInMemory && read < 10_000) {
    const texts = await readTexts(db, lastId === null ? sql`true` : sql`a.id < ${lastId}`);
    const last = texts.at(-1);
    if (!last) break;
    for (const { text } of texts) count.add(listWords(text));
    lastId = last.id;
    read += texts.length;
  }
  return { count, lastId, read };
}

/** Begins a count, or continues one that was interrupted. */
async function startCount(db: Database): Promise<void> {
  await db.transaction(async (tx) => {
    await lockTerms(tx);
    const [running] = await tx.execute(sql`select from search_progress where part = 'terms' and finished_at is null`);
    if (running) return;
    await tx.execute(sql`update search_terms set counted = 0 where counted <> 0`);
    await tx.execute(sql`
      insert into search_progress (part, total) values ('terms', (select count(*) from articles where status = 'published'))
      on conflict (part) do update set done = 0, total = excluded.total, last_id = null, started_at = now(), finished_at = null`);
    // Names count also where no article bears them yet.
    const names = new WordCount();
    for (const table of ["categories", "tags", "authors", "sources"]) {
      const rows = await tx.execute<{ name: string }>(
        sql`select name from ${sql.identifier(table)} order by id desc limit 50000`,
      );
      for (const { name } of rows) names.add(listWords(name));
    }
    await writeTerms(tx, names, "counted");
  });
}

/** Replaces the counts that readers see with the new ones. */
async function finishCount(db: Database): Promise<void> {
  await db.transaction(async (tx) => {
    await lockTerms(tx);
    await tx.execute(sql`delete from search_terms where counted = 0`);
    await tx.execute(sql`update search_terms set article_count = counted, counted = 0`);
    await tx.execute(sql`
      delete from search_terms where article_count <= (
        select article_count from search_terms order by article_count desc offset ${maxTerms} limit 1)`);
    await tx.execute(sql`update search_progress set finished_at = now(), total = done where part = 'terms'`);
  });
  await db.execute(sql`analyze search_terms`);
}

/** Whether the words of all articles have not been counted for a day, or a count was interrupted. */
export async function isCountDue(db: Executor): Promise<boolean> {
  const [row] = await db.execute(sql`
    select from search_progress where part = 'terms' and finished_at > now() - make_interval(hours => ${recountHours})`);
  return row === undefined;
}
