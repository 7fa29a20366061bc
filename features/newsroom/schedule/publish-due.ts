import { setTimeout } from "node:timers/promises";
import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { isStatementTimeout, isTransient } from "#db/errors.ts";
import { toIdArray } from "#db/id-array.ts";
import {
  articleEditLocks,
  articleSchedules,
  articles,
  feedItems,
  members,
  notifications,
  type ScheduleFailure,
} from "#db/schema.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { refreshRelatedJob } from "#features/related/jobs.ts";
import { enqueue } from "#lib/jobs.ts";
import { log } from "#lib/log/log.ts";
import { type Refusal, type Result, refused } from "#lib/result.ts";
import { splitIntoBatches } from "#lib/split-into-batches.ts";
import { lockFreeItemsOfArticles } from "../drafts/feed-items.ts";
import { finishPublications, type WrittenPublication, writePublication } from "../drafts/publish.ts";
import { type Draft, findDraft, findDrafts } from "../drafts/queries.ts";
import { editLockSeconds } from "../rules.ts";
import { type PostponedArticles, postponedArticlesOf } from "./postponed-articles.ts";
import { onTimeToleranceMs } from "./rules.ts";

/** Articles per transaction, and how long one may take (ms): an editor who saves one of them waits that long. */
const batchSize = 25;
const maxBatchMs = 3_000;
/** How many articles that others have locked a process passes over in search of one that it can publish. */
const maxPassedOver = 8 * batchSize;

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
/** A statement that takes longer (ms) is interrupted: the other articles of the batch wait for it. */
const maxStatementMs = 10_000;

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
    if (batch.published + batch.refused + batch.interrupted === 0) break;
  }
  return report;
}

/**
 * Tries articles again whose publication was interrupted, each alone. One that is given up (`PostponedArticles`) is
 * refused instead.
 */
export async function retryPostponedArticles(db: Database, signal?: AbortSignal): Promise<PublishReport> {
  const report = { published: 0, refused: 0 };
  for (const id of postponedArticlesOf(db).dueIds) {
    if (signal?.aborted) break;
    const { published, refused } = await publishDueBatch(db, id);
    report.published += published;
    report.refused += refused;
  }
  return report;
}

/** Publishes a batch of due articles that are not postponed, or one that is. */
async function publishDueBatch(db: Database, postponedId?: number): Promise<BatchReport> {
  const postponed = postponedArticlesOf(db);
  const { articleId } = articleSchedules;
  const condition =
    postponedId === undefined
      ? sql`${articleId} <> all(${toIdArray(postponed.ids)})`
      : sql`${articleId} = ${postponedId}`;
  const publish = async (tx: Executor, attempt: BatchAttempt) => {
    const due = await claimDueSchedules(tx, sql`now()`, batchSize, { condition, statementMs: maxStatementMs });
    if (postponedId !== undefined && due.length === 0 && !(await isStillDue(tx, postponedId)))
      postponed.forget([postponedId]);
    const givenUp = due.filter((schedule) => postponed.isGivenUp(schedule));
    for (const schedule of givenUp) {
      log.error(
        { article: schedule.articleId },
        "An article could not be published for hours: its schedule is given up.",
      );
      await recordFailure(tx, schedule, refused("newsroom.scheduleInterrupted"));
      attempt.refused.push(schedule.articleId);
    }
    const begunAt = performance.now();
    const others = due.filter((schedule) => !givenUp.includes(schedule));
    await publishAll(tx, others, attempt, async () => performance.now() - begunAt < maxBatchMs);
    attempt.suspects = others;
  };
  return runBatch(postponed, (attempt) => db.transaction((tx) => publish(tx, attempt)));
}

interface BatchReport extends PublishReport {
  /** Those that were postponed. */
  interrupted: number;
}

/** What a batch has done so far. It counts once the transaction is committed. */
interface BatchAttempt {
  published: number[];
  refused: number[];
  /** Those that PostgreSQL interrupted, without ending the transaction. */
  interrupted: DueSchedule[];
  /** Those that may have caused a failure of the transaction: the one that is being published; at the commit all. */
  suspects: DueSchedule[];
}

/**
 * Runs the transaction of a batch. Postpones the articles that were interrupted; if the transaction fails, those that
 * may be the cause.
 */
async function runBatch(
  postponed: PostponedArticles,
  transaction: (attempt: BatchAttempt) => Promise<void>,
): Promise<BatchReport> {
  const attempt: BatchAttempt = { published: [], refused: [], interrupted: [], suspects: [] };
  try {
    await transaction(attempt);
  } catch (error) {
    for (const schedule of attempt.suspects) postponed.postpone(schedule);
    throw error;
  }
  postponed.forget([...attempt.published, ...attempt.refused]);
  postponed.notePublished(attempt.published.length);
  for (const schedule of attempt.interrupted) postponed.postpone(schedule);
  return {
    published: attempt.published.length,
    refused: attempt.refused.length,
    interrupted: attempt.interrupted.length,
  };
}

/** Whether an article is due and has not failed. */
async function isStillDue(tx: Executor, articleId: number): Promise<boolean> {
  const rows = await tx.execute(sql`
    select from ${articleSchedules} where ${articleSchedules.articleId} = ${articleId} and ${isDueBy(sql`now()`)}`);
  return rows.length > 0;
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
 * time, nothing has happened. Returns at once if other processes prepare all of them.
 */
export async function publishPreparedBatch(db: Database, at: Date, signal: AbortSignal): Promise<PublishReport> {
  const prepare = async (tx: Executor, attempt: BatchAttempt) => {
    const alone = sql`${articles.status} = 'scheduled' and not exists (select from ${articleEditLocks}
      where ${articleEditLocks.articleId} = ${articles.id} and ${articleEditLocks.heartbeatAt} > now() - make_interval(secs => ${editLockSeconds}))`;
    const due = await claimDueSchedules(tx, sql`${at.toISOString()}::timestamptz`, maxPreparedBatch, {
      condition: alone,
    });
    // Another process prepares them. If it dies before the time, the next call does.
    if (due.length === 0) return;
    let checkedAt = Date.now();
    await publishAll(tx, due, attempt, async () => {
      signal.throwIfAborted();
      if (Date.now() - checkedAt >= contentionCheckMs) {
        await throwOnLockContention(tx);
        checkedAt = Date.now();
      }
      return Date.now() < at.getTime();
    });
    const { published } = attempt;
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
  };
  const { published, refused } = await runBatch(postponedArticlesOf(db), (attempt) =>
    db.transaction((tx) => prepare(tx, attempt)),
  );
  return { published, refused };
}

async function throwOnLockContention(tx: Executor): Promise<void> {
  const [row] = await tx.execute<{ waits: boolean }>(
    sql`select exists (select from pg_stat_activity where wait_event_type = 'Lock' and pg_backend_pid() = any(pg_blocking_pids(pid))) as waits`,
  );
  if (row?.waits) throw new LockContention("Another transaction waits for a lock of this batch.");
}

/**
 * Publishes the articles of a batch, and notes in `attempt` what became of each; ends early when `shouldContinue` says so.
 */
async function publishAll(
  tx: Executor,
  due: DueSchedule[],
  attempt: BatchAttempt,
  shouldContinue: () => Promise<boolean>,
): Promise<void> {
  for (const part of splitIntoBatches(due, batchSize)) {
    const done = await publishTogether(tx, part, attempt, shouldContinue);
    if (done === "all") continue;
    if (done === "ended") break;
    // With a savepoint for each, the others are published. The one that failed comes first, even if no time is left: so
    // each batch decides about one article at least.
    const { schedule: first = part[0], error } = done;
    if (first) await publishAlone(tx, { schedule: first, error: done.schedule && error }, attempt);
    for (const schedule of part.filter((one) => one !== first)) {
      if (!(await shouldContinue())) break;
      await publishAlone(tx, { schedule }, attempt);
    }
  }
  await enqueueRelatedRefresh(tx, attempt.published);
}

/**
 * Publishes one article, and notes in `attempt` what became of it.
 * @param failed.error the error of an earlier attempt in this transaction
 */
async function publishAlone(
  tx: Executor,
  { schedule, error }: { schedule: DueSchedule; error?: unknown },
  attempt: BatchAttempt,
): Promise<void> {
  attempt.suspects = [schedule];
  // A statement that took too long would take too long again, and the others wait.
  const outcome = isStatementTimeout(error) ? noteInterruption(schedule, error) : await publishOne(tx, schedule);
  attempt.suspects = [];
  if (outcome === "interrupted") attempt.interrupted.push(schedule);
  else attempt[outcome].push(schedule.articleId);
}

function noteInterruption({ articleId }: DueSchedule, error: unknown): "interrupted" {
  log.warn({ err: error, article: articleId }, "An article could not be published now; it is tried again.");
  return "interrupted";
}

/** Why articles could not be published together. */
interface FailedPublication {
  /** Undefined: what is done for all of them together failed. */
  schedule?: DueSchedule;
  error: unknown;
}

/**
 * Publishes a few articles with one savepoint, which costs a third less than one for each. Returns "ended" if
 * `shouldContinue` ended it before the last one. If it failed, returns why: nothing has happened then.
 */
async function publishTogether(
  tx: Executor,
  part: DueSchedule[],
  attempt: BatchAttempt,
  shouldContinue: () => Promise<boolean>,
): Promise<"all" | "ended" | FailedPublication> {
  const published: number[] = [];
  const refusedIds: number[] = [];
  let failed: FailedPublication | undefined;
  let isEnded = false;
  const publish = async (inner: Executor) => {
    const drafts = await findDrafts(
      inner,
      part.map(({ articleId }) => articleId),
    );
    const written: WrittenPublication[] = [];
    for (const schedule of part) {
      isEnded = !(await shouldContinue());
      if (isEnded) break;
      attempt.suspects = [schedule];
      try {
        const result = await writeScheduled(inner, schedule, drafts.get(schedule.articleId));
        if (result?.ok === false) {
          await recordFailure(inner, schedule, result);
          refusedIds.push(schedule.articleId);
        } else {
          if (result) written.push(result.value);
          published.push(schedule.articleId);
        }
      } catch (error) {
        failed = { schedule, error };
        throw error;
      }
      attempt.suspects = [];
    }
    try {
      await finishPublications(inner, written);
    } catch (error) {
      failed = { error };
      throw error;
    }
  };
  try {
    await tx.transaction(publish);
  } catch (error) {
    if (!failed || failed.error !== error) throw error;
    return failed;
  }
  attempt.published.push(...published);
  attempt.refused.push(...refusedIds);
  return isEnded ? "ended" : "all";
}

/**
 * Refreshes the related articles by jobs that are queued in the same commit. In the batch's transaction the next articles
 * would wait for it, and for the refreshes of all other processes.
 */
async function enqueueRelatedRefresh(tx: Executor, published: number[]): Promise<void> {
  for (const ids of splitIntoBatches(published, batchSize)) await enqueue(tx, refreshRelatedJob, { ids });
}

const isDueBy = (until: SQL) => sql`${articleSchedules.failure} is null and ${articleSchedules.publishAt} <= ${until}`;

interface ClaimOptions {
  condition: SQL;
  /** The limit for each statement of the transaction (ms); absent: that of the connection. */
  statementMs?: number;
}

/**
 * Locks the articles due by `until`, after the items of other sites that they were made of, and returns their schedules.
 * It waits for nobody: an article that an editor is saving, or that another process publishes, is left for the next run. If
 * that is so for all of the first ones, the next ones are locked, so that several processes publish at once.
 */
async function claimDueSchedules(
  tx: Executor,
  until: SQL,
  limit: number,
  { condition, statementMs }: ClaimOptions,
): Promise<DueSchedule[]> {
  const isDue = isDueBy(until);
  const select = (only: SQL | undefined) =>
    tx
      .select({ id: articles.id })
      .from(articles)
      .innerJoin(articleSchedules, eq(articleSchedules.articleId, articles.id))
      .where(and(isDue, condition, only))
      .orderBy(articleSchedules.publishAt, articles.id)
      .limit(limit);
  const leadMs = sql`least(${maxPreparationMs}, greatest(0, extract(epoch from ${until} - clock_timestamp()) * 1000))`;
  const setTimeouts = () =>
    tx.execute(sql`
      select set_config(
        name,
        case name
          when 'transaction_timeout' then ((${leadMs} + ${maxStuckMs})::int)::text
          when 'statement_timeout' then ${String(statementMs ?? 0)}
          else ${String(maxIdleMs)}
        end,
        true)
      from pg_settings where name in ('idle_in_transaction_session_timeout', 'transaction_timeout')
        or name = 'statement_timeout' and ${statementMs !== undefined}`);
  const ids: number[] = [];
  const passedOver: number[] = [];
  while (ids.length === 0 && passedOver.length < maxPassedOver) {
    const others = sql`${articles.id} <> all(${toIdArray(passedOver)})`;
    const due = (await select(passedOver.length > 0 ? others : undefined)).map(({ id }) => id);
    if (due.length === 0) return [];
    if (passedOver.length === 0) await setTimeouts();
    const items = await lockFreeItemsOfArticles(tx, due);
    const hasAllItems = sql`not exists (select from ${feedItems}
      where ${feedItems.articleId} = ${articles.id} and ${feedItems.id} <> all(${toIdArray(items)}))`;
    const locked = await select(and(inArray(articles.id, due), hasAllItems)).for("no key update", {
      of: articles,
      skipLocked: true,
    });
    for (const { id } of locked) ids.push(id);
    passedOver.push(...due);
  }
  if (ids.length === 0) return [];
  // Read again: the previous holder of the lock may have published or rescheduled it.
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
async function publishOne(tx: Executor, due: DueSchedule): Promise<"published" | "refused" | "interrupted"> {
  // Twice: a conflict with a name or slug that was taken at the same instant is resolved by the second attempt.
  for (let tries = 2; ; tries -= 1) {
    try {
      const refusal = await tx.transaction((part) => publishScheduled(part, due));
      if (!refusal) return "published";
      await recordFailure(tx, due, refusal);
      return "refused";
    } catch (error) {
      if (tries > 1 && !isStatementTimeout(error)) continue;
      if (isTransient(error)) return noteInterruption(due, error);
      log.error({ err: error, article: due.articleId }, "An article could not be published at its time.");
      await recordFailure(tx, due, refused("newsroom.scheduleFailed"));
      return "refused";
    }
  }
}

async function publishScheduled(tx: Executor, due: DueSchedule): Promise<Refusal | undefined> {
  const result = await writeScheduled(tx, due, await findDraft(tx, due.articleId));
  if (result?.ok) await finishPublications(tx, [result.value]);
  return result?.ok === false ? result : undefined;
}

/** Writes the publication of a scheduled article, unless its draft is gone. */
async function writeScheduled(
  tx: Executor,
  { scheduledBy, publishAt, claimedAt, changeKind, changeNote, changeCredit }: DueSchedule,
  draft: Draft | undefined,
): Promise<Result<WrittenPublication> | undefined> {
  if (!draft) return undefined;
  return writePublication(tx, draft, {
    memberId: scheduledBy,
    isScheduled: true,
    change: { kind: changeKind, note: changeNote, credit: changeCredit },
    at: claimedAt.getTime() - publishAt.getTime() < onTimeToleranceMs ? publishAt : claimedAt,
  });
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

/** Finds the next schedule of an article that is not postponed; undefined without any. */
export async function findNextDue(db: Database): Promise<NextDue | undefined> {
  const { publishAt, failure, articleId } = articleSchedules;
  const postponed = toIdArray(postponedArticlesOf(db).ids);
  const [row] = await db
    .select({
      at: publishAt,
      wait: sql<number>`(extract(epoch from ${publishAt} - now()) * 1000)::float8`,
      count: sql<number>`count(*)::int`,
    })
    .from(articleSchedules)
    .where(
      sql`${failure} is null and ${articleId} <> all(${postponed}) and ${publishAt} = (
        select min(n.publish_at) from ${articleSchedules} n where n.failure is null and n.article_id <> all(${postponed}))`,
    )
    .groupBy(publishAt);
  return row;
}

/** How many milliseconds before its time a batch has to start; 0 if it is too small for a prepared transaction. */
export function preparationMs({ count }: Pick<NextDue, "count">): number {
  return count <= batchSize ? 0 : Math.min(maxPreparationMs, count * publishCostMs);
}
