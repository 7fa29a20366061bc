import { setTimeout } from "node:timers/promises";
import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { isTransient } from "#db/errors.ts";
import {
  articleEditLocks,
  articleSchedules,
  articles,
  members,
  notifications,
  type ScheduleFailure,
} from "#db/schema.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { refreshRelatedJob } from "#features/related/jobs.ts";
import { enqueue } from "#lib/jobs.ts";
import { log } from "#lib/log/log.ts";
import { type Refusal, refused } from "#lib/result.ts";
import { lockItemsOfArticles } from "../drafts/feed-items.ts";
import { publishArticle } from "../drafts/publish.ts";
import { findDraft } from "../drafts/queries.ts";
import { editLockSeconds } from "../rules.ts";
import { onTimeToleranceMs } from "./rules.ts";

/** Articles per transaction, and how long one may take (ms): an editor who saves one of them waits that long. */
const batchSize = 25;
const maxBatchMs = 3_000;

/**
 * Cost of one publication on a busy small machine, in milliseconds (45 to 50 were measured at a load of 18 on two
 * cores).
 */
const publishCostMs = 60;
/** Cost of writing the search index for one article, in milliseconds. */
const indexCostMs = 2;
/** A batch is prepared at most this long before its time; the rest is published afterwards, batch by batch. */
const maxPreparationMs = 60_000;
const maxPreparedBatch = maxPreparationMs / publishCostMs;

/**
 * A process that neither works nor ends, because its machine is frozen or cut off, loses its locks after this time (ms):
 * the others then publish what it had locked. Between two statements a batch waits for `contentionCheckMs` at most.
 */
const maxIdleMs = 10_000;
/** The same if it is frozen within a statement, counted from the time of its batch (PostgreSQL 17 and newer). */
const maxStuckMs = 30_000;

type DueSchedule = Pick<
  typeof articleSchedules.$inferSelect,
  "articleId" | "publishAt" | "scheduledBy" | "changeKind" | "changeNote" | "changeCredit"
> & {
  /** The database's time: this machine's clock may be wrong. */
  claimedAt: Date;
};

export interface PublishReport {
  published: number;
  refused: number;
}

/**
 * Publishes what is due, including what became due while no process ran. The schedule's row is deleted in the
 * transaction that publishes, so a killed process leaves both or neither, and two processes never publish the same
 * article. An article that cannot be published becomes a draft again (an update stays one), and its schedule records
 * the failure. Returns early when `signal` is aborted.
 */
export async function publishDueArticles(db: Database, signal?: AbortSignal): Promise<PublishReport> {
  const report = { published: 0, refused: 0 };
  while (!signal?.aborted) {
    const batch = await publishDueBatch(db);
    report.published += batch.published;
    report.refused += batch.refused;
    if (batch.published + batch.refused === 0) break;
  }
  return report;
}

async function publishDueBatch(db: Database): Promise<PublishReport> {
  return db.transaction(async (tx) => {
    const due = await claimDueSchedules(tx, sql`now()`, batchSize);
    const begunAt = performance.now();
    const { published, refused } = await publishAll(tx, due, async () => performance.now() - begunAt < maxBatchMs);
    await enqueueRelatedRefresh(tx, published);
    return { published: published.length, refused };
  });
}

/** Somebody waited for a lock of the batch: its transaction was rolled back, and may be started again. */
export class LockContention extends Error {}

/** Interval, in milliseconds, at which a batch checks whether somebody waits for its locks. */
const contentionCheckMs = 250;

/**
 * Publishes a batch of drafts that share one future publication time, exactly at that time: the transaction does the
 * work in advance and waits. What is not done by then is left to `publishDueArticles`, as are updates (whose comments
 * would wait too) and articles that somebody has open. Anyone who needs one of the locked articles, to unschedule it
 * for example, waits only an instant: the batch then throws `LockContention`. If it is killed or aborted before the
 * time, nothing has happened.
 */
export async function publishPreparedBatch(db: Database, at: Date, signal: AbortSignal): Promise<PublishReport> {
  return db.transaction(async (tx) => {
    const alone = sql`${articles.status} = 'scheduled' and not exists (select from ${articleEditLocks}
      where ${articleEditLocks.articleId} = ${articles.id} and ${articleEditLocks.heartbeatAt} > now() - make_interval(secs => ${editLockSeconds}))`;
    const due = await claimDueSchedules(tx, sql`${at.toISOString()}::timestamptz`, maxPreparedBatch, alone);
    let checkedAt = Date.now();
    const { published, refused } = await publishAll(tx, due, async () => {
      signal.throwIfAborted();
      if (Date.now() - checkedAt >= contentionCheckMs) {
        await throwOnLockContention(tx);
        checkedAt = Date.now();
      }
      return Date.now() < at.getTime();
    });
    await enqueueRelatedRefresh(tx, published);
    const publishTime = sql`${at.toISOString()}::timestamptz`;
    let isIndexed = false;
    for (;;) {
      const [remaining] = await tx.execute<{ ms: number }>(
        sql`select (extract(epoch from ${publishTime} - clock_timestamp()) * 1000)::float8 as ms`,
      );
      const ms = Math.ceil(remaining?.ms ?? 0);
      if (ms <= 0) break;
      await throwOnLockContention(tx);
      // The search index is written at the commit otherwise: after the time. Other publications wait from here on.
      if (!isIndexed && ms <= published.length * indexCostMs) {
        await tx.execute(sql`set constraints all immediate`);
        isIndexed = true;
        continue;
      }
      // Throws when it is aborted: the next process publishes the batch.
      const waitMs = isIndexed ? ms : ms - published.length * indexCostMs;
      await setTimeout(Math.min(Math.ceil(waitMs), contentionCheckMs), undefined, { signal });
    }
    return { published: published.length, refused };
  });
}

async function throwOnLockContention(tx: Executor): Promise<void> {
  const [row] = await tx.execute<{ waits: boolean }>(
    sql`select exists (select from pg_stat_activity where wait_event_type = 'Lock' and pg_backend_pid() = any(pg_blocking_pids(pid))) as waits`,
  );
  if (row?.waits) throw new LockContention("Another transaction waits for a lock of this batch.");
}

/** Returns the ids of the published articles, and how many failed; ends early when `shouldContinue` says so. */
async function publishAll(tx: Executor, due: DueSchedule[], shouldContinue?: () => Promise<boolean>) {
  const published: number[] = [];
  let refused = 0;
  for (const schedule of due) {
    if (shouldContinue && !(await shouldContinue())) break;
    const outcome = await publishOne(tx, schedule);
    if (outcome === "published") published.push(schedule.articleId);
    else if (outcome === "refused") refused += 1;
  }
  return { published, refused };
}

/**
 * Refreshes the related articles by jobs that are queued in the same commit. In the batch's transaction the next articles
 * would wait for it, and for the refreshes of all other processes.
 */
async function enqueueRelatedRefresh(tx: Executor, published: number[]): Promise<void> {
  for (let start = 0; start < published.length; start += batchSize)
    await enqueue(tx, refreshRelatedJob, { ids: published.slice(start, start + batchSize) });
}

/**
 * Locks the articles due by `until`, after the items of other sites that they were made of, and returns their schedules.
 * An article that an editor is saving, or that another process publishes, is left for the next run.
 */
async function claimDueSchedules(tx: Executor, until: SQL, limit: number, condition?: SQL): Promise<DueSchedule[]> {
  const isDue = sql`${articleSchedules.failure} is null and ${articleSchedules.publishAt} <= ${until}`;
  const select = (only?: SQL) =>
    tx
      .select({ id: articles.id })
      .from(articles)
      .innerJoin(articleSchedules, eq(articleSchedules.articleId, articles.id))
      .where(and(isDue, condition, only))
      .orderBy(articleSchedules.publishAt, articles.id)
      .limit(limit);
  const due = (await select()).map(({ id }) => id);
  if (due.length === 0) return [];
  const leadMs = sql`least(${maxPreparationMs}, greatest(0, extract(epoch from ${until} - clock_timestamp()) * 1000))`;
  await tx.execute(sql`
    select set_config(
      name,
      case name when 'transaction_timeout' then ((${leadMs} + ${maxStuckMs})::int)::text else ${String(maxIdleMs)} end,
      true)
    from pg_settings where name in ('idle_in_transaction_session_timeout', 'transaction_timeout')`);
  await lockItemsOfArticles(tx, due);
  const locked = await select(inArray(articles.id, due)).for("no key update", { of: articles, skipLocked: true });
  if (locked.length === 0) return [];
  // Read again: the previous holder of the lock may have published or rescheduled it.
  const ids = locked.map(({ id }) => id);
  return tx
    .select({
      articleId: articleSchedules.articleId,
      publishAt: articleSchedules.publishAt,
      scheduledBy: articleSchedules.scheduledBy,
      changeKind: articleSchedules.changeKind,
      changeNote: articleSchedules.changeNote,
      changeCredit: articleSchedules.changeCredit,
      claimedAt: sql`clock_timestamp()`.mapWith(articleSchedules.publishAt),
    })
    .from(articleSchedules)
    .where(and(isDue, inArray(articleSchedules.articleId, ids)))
    .orderBy(articleSchedules.publishAt, articleSchedules.articleId);
}

/**
 * Publishes an article. If it is refused, its schedule records why; after a transient error of the database it stays due.
 */
async function publishOne(tx: Executor, due: DueSchedule): Promise<"published" | "refused" | "postponed"> {
  // Twice: a conflict with a name or slug that was taken at the same instant is resolved by the second attempt.
  for (let tries = 2; ; tries -= 1) {
    try {
      const refusal = await tx.transaction((part) => publishScheduled(part, due));
      if (!refusal) return "published";
      await recordFailure(tx, due, refusal);
      return "refused";
    } catch (error) {
      if (tries > 1) continue;
      if (isTransient(error)) {
        log.warn({ err: error, article: due.articleId }, "An article could not be published now; it is tried again.");
        return "postponed";
      }
      log.error({ err: error, article: due.articleId }, "An article could not be published at its time.");
      await recordFailure(tx, due, refused("newsroom.scheduleFailed"));
      return "refused";
    }
  }
}

async function publishScheduled(tx: Executor, due: DueSchedule): Promise<Refusal | undefined> {
  const draft = await findDraft(tx, due.articleId);
  if (!draft) return undefined;
  const { publishAt, claimedAt } = due;
  const result = await publishArticle(tx, draft, {
    memberId: due.scheduledBy,
    isScheduled: true,
    change: { kind: due.changeKind, note: due.changeNote, credit: due.changeCredit },
    at: claimedAt.getTime() - publishAt.getTime() < onTimeToleranceMs ? publishAt : claimedAt,
  });
  return result.ok ? undefined : result;
}

async function recordFailure(
  tx: Executor,
  { articleId, scheduledBy }: DueSchedule,
  { code, fields }: Refusal,
): Promise<void> {
  const failure: ScheduleFailure = { code, ...(fields ? { fields } : {}), at: new Date().toISOString() };
  await tx.update(articleSchedules).set({ failure }).where(eq(articleSchedules.articleId, articleId));
  await notifyEditors(tx, articleId, scheduledBy);
  const [article] = await tx.select({ status: articles.status }).from(articles).where(eq(articles.id, articleId));
  if (article?.status === "scheduled") await setArticleStatus(tx, [articleId], "draft");
}

/** Notifies the member who scheduled it; if they may no longer publish, all members who may. */
async function notifyEditors(tx: Executor, articleId: number, memberId: number | null): Promise<void> {
  await tx.execute(sql`
    with editors as (select id, id = ${memberId}::bigint as planned from ${members} where role in ('editor', 'admin'))
    insert into ${notifications} (member_id, kind, article_id)
    select id, 'schedule', ${articleId}::bigint from editors
    where planned or not exists (select from editors where planned)`);
}

export interface NextDue {
  at: Date;
  /** Milliseconds until then, by the database's clock; 0 or less if it is due. */
  wait: number;
  /** How many articles are scheduled for exactly that time. */
  count: number;
}

/** Finds the next schedule; undefined without any. */
export async function findNextDue(db: Executor): Promise<NextDue | undefined> {
  const { publishAt, failure } = articleSchedules;
  const [row] = await db
    .select({
      at: publishAt,
      wait: sql<number>`(extract(epoch from ${publishAt} - now()) * 1000)::float8`,
      count: sql<number>`count(*)::int`,
    })
    .from(articleSchedules)
    .where(
      sql`${failure} is null and ${publishAt} = (select min(n.publish_at) from ${articleSchedules} n where n.failure is null)`,
    )
    .groupBy(publishAt);
  return row;
}

/** How many milliseconds before its time a batch has to start; 0 if it is too small for a prepared transaction. */
export function preparationMs({ count }: Pick<NextDue, "count">): number {
  return count <= batchSize ? 0 : Math.min(maxPreparationMs, count * publishCostMs);
}
