import { setTimeout } from "node:timers/promises";
import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
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
import { refreshRelated } from "#features/related/mutations.ts";
import { enqueue } from "#lib/jobs.ts";
import { log } from "#lib/log/log.ts";
import { type Refusal, refused } from "#lib/result.ts";
import { publishArticle } from "../drafts/publish.ts";
import { findDraft } from "../drafts/queries.ts";
import { editLockSeconds } from "../rules.ts";
import { onTimeToleranceMs } from "./rules.ts";

/** Articles in one transaction: an editor who saves one of them waits for so many, and the selections are worked out once for all. */
const batchSize = 25;

/** What one costs on a small machine that is busy with much else (milliseconds; 45 to 50 were measured at a load of 18 on two cores). */
const publishCostMs = 60;
/** No crowd begins earlier than this before its time; what is more than that comes after it, batch by batch. */
const maxPreparationMs = 60_000;
const maxPreparedBatch = maxPreparationMs / publishCostMs;

type DueSchedule = Pick<
  typeof articleSchedules.$inferSelect,
  "articleId" | "publishAt" | "scheduledBy" | "changeKind" | "changeNote"
>;

export interface PublishReport {
  published: number;
  refused: number;
}

/**
 * Publishes what is due, also what became due while nobody was there. The row of the plan goes in the transaction that publishes, so that
 * whoever is killed in between leaves both or neither, and two processes never publish the same. What cannot be published becomes a draft
 * again (an update stays one), and its plan says why. Ends early when `signal` says so.
 */
export async function publishDueArticles(db: Database, signal?: AbortSignal): Promise<PublishReport> {
  const report = { published: 0, refused: 0 };
  while (!signal?.aborted) {
    const did = await publishDueBatch(db);
    report.published += did.published;
    report.refused += did.refused;
    if (did.published + did.refused === 0) break;
  }
  return report;
}

async function publishDueBatch(db: Database): Promise<PublishReport> {
  return db.transaction(async (tx) => {
    const due = await claimDueSchedules(tx, sql`now()`, batchSize);
    const { published, refused } = await publishAll(tx, due);
    // A full batch is one of many, of which those behind it would wait for the selections.
    if (due.length < batchSize) await refreshRelated(tx, published);
    else await enqueueRelatedRefresh(tx, published);
    return { published: published.length, refused };
  });
}

/** Somebody waited for what a crowd held: it let go of everything, and may be begun anew. */
export class LockContention extends Error {}

/** So often (milliseconds) a crowd looks whether somebody waits for it. */
const contentionCheckMs = 250;

/**
 * Publishes a crowd of drafts, all that are planned for one moment to come, together at that moment: the work is done before, in a
 * transaction that waits for it; what is not done by then is left to `publishDueArticles`, and so are updates of what readers have (their comments
 * would wait too) and what somebody has open. Who wants one of these texts all the same, to stop it for example, waits for no more than an
 * instant: then it throws `LockContention`. Killed or stopped before the moment, nothing has happened.
 */
export async function publishPreparedBatch(db: Database, at: Date, signal: AbortSignal): Promise<PublishReport> {
  return db.transaction(async (tx) => {
    const alone = sql`${articles.status} = 'scheduled' and not exists (select from ${articleEditLocks}
      where ${articleEditLocks.articleId} = ${articles.id} and ${articleEditLocks.heartbeatAt} > now() - make_interval(secs => ${editLockSeconds}))`;
    const due = await claimDueSchedules(tx, sql`${at.toISOString()}::timestamptz`, maxPreparedBatch, alone);
    let looked = Date.now();
    const { published, refused } = await publishAll(tx, due, async () => {
      signal.throwIfAborted();
      if (Date.now() - looked >= contentionCheckMs) {
        await throwOnLockContention(tx);
        looked = Date.now();
      }
      return Date.now() < at.getTime();
    });
    await enqueueRelatedRefresh(tx, published);
    const moment = sql`${at.toISOString()}::timestamptz`;
    for (;;) {
      const [left] = await tx.execute<{ ms: number }>(
        sql`select (extract(epoch from ${moment} - clock_timestamp()) * 1000)::float8 as ms`,
      );
      const ms = Math.ceil(left?.ms ?? 0);
      if (ms <= 0) break;
      await throwOnLockContention(tx);
      // Thrown when it is stopped: then the next process publishes them.
      await setTimeout(Math.min(ms, contentionCheckMs), undefined, { signal });
    }
    return { published: published.length, refused };
  });
}

async function throwOnLockContention(tx: Executor): Promise<void> {
  const [row] = await tx.execute<{ waits: boolean }>(
    sql`select exists (select from pg_stat_activity where wait_event_type = 'Lock' and pg_backend_pid() = any(pg_blocking_pids(pid))) as waits`,
  );
  if (row?.waits) throw new LockContention("Somebody waits for what this crowd holds.");
}

/** The ids of those that are published, and how many could not be; ends early when `goesOn` says so. */
async function publishAll(tx: Executor, due: DueSchedule[], goesOn?: () => Promise<boolean>) {
  const published: number[] = [];
  let refused = 0;
  for (const one of due) {
    if (goesOn && !(await goesOn())) break;
    if (await publishOne(tx, one)) published.push(one.articleId);
    else refused += 1;
  }
  return { published, refused };
}

/** Their selections of related articles follow at once, as jobs of the same commit. */
async function enqueueRelatedRefresh(tx: Executor, published: number[]): Promise<void> {
  for (let start = 0; start < published.length; start += batchSize)
    await enqueue(tx, refreshRelatedJob, { ids: published.slice(start, start + batchSize) });
}

/** What is due until `until`, with the locks of its articles; one that an editor is saving is left for the next look. */
async function claimDueSchedules(tx: Executor, until: SQL, most: number, which?: SQL): Promise<DueSchedule[]> {
  const isDue = sql`${articleSchedules.failure} is null and ${articleSchedules.publishAt} <= ${until}`;
  const locked = await tx
    .select({ id: articles.id })
    .from(articles)
    .innerJoin(articleSchedules, eq(articleSchedules.articleId, articles.id))
    .where(and(isDue, which))
    .orderBy(articleSchedules.publishAt, articles.id)
    .limit(most)
    .for("no key update", { of: articles, skipLocked: true });
  if (locked.length === 0) return [];
  // Read again: whoever had the lock just before may have published it, or planned otherwise.
  const ids = locked.map(({ id }) => id);
  return tx
    .select({
      articleId: articleSchedules.articleId,
      publishAt: articleSchedules.publishAt,
      scheduledBy: articleSchedules.scheduledBy,
      changeKind: articleSchedules.changeKind,
      changeNote: articleSchedules.changeNote,
    })
    .from(articleSchedules)
    .where(and(isDue, inArray(articleSchedules.articleId, ids)))
    .orderBy(articleSchedules.publishAt, articleSchedules.articleId);
}

/** Whether it is published; else its plan says why not. */
async function publishOne(tx: Executor, due: DueSchedule): Promise<boolean> {
  // Twice: a name or an address that somebody else took in the same instant is seen the second time.
  for (let tries = 2; ; tries -= 1) {
    try {
      const refusal = await tx.transaction((part) => publishScheduled(part, due));
      if (!refusal) return true;
      await recordFailure(tx, due, refusal);
      return false;
    } catch (error) {
      if (tries > 1) continue;
      log.error({ err: error, article: due.articleId }, "An article could not be published at its time.");
      await recordFailure(tx, due, refused("newsroom.scheduleFailed"));
      return false;
    }
  }
}

async function publishScheduled(tx: Executor, due: DueSchedule): Promise<Refusal | undefined> {
  const desk = await findDraft(tx, due.articleId);
  if (!desk) return undefined;
  const now = new Date();
  const given = await publishArticle(tx, desk, {
    memberId: due.scheduledBy,
    byClock: true,
    change: { kind: due.changeKind, note: due.changeNote },
    at: now.getTime() - due.publishAt.getTime() < onTimeToleranceMs ? due.publishAt : now,
  });
  return given.ok ? undefined : given;
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

/** Whoever planned it is told; where they no longer publish here, those who do. */
async function notifyEditors(tx: Executor, articleId: number, memberId: number | null): Promise<void> {
  await tx.execute(sql`
    with editors as (select id, id = ${memberId}::bigint as planned from ${members} where role in ('editor', 'admin'))
    insert into ${notifications} (member_id, kind, article_id)
    select id, 'schedule', ${articleId}::bigint from editors
    where planned or not exists (select from editors where planned)`);
}

export interface NextDue {
  at: Date;
  /** Milliseconds until then, by the database's clock; 0 or less when it has come. */
  wait: number;
  /** How many are planned for that very moment. */
  crowd: number;
}

/** When the next plan is due; undefined when nothing is planned. */
export async function findNextDue(db: Executor): Promise<NextDue | undefined> {
  const { publishAt, failure } = articleSchedules;
  const [row] = await db
    .select({
      at: publishAt,
      wait: sql<number>`(extract(epoch from ${publishAt} - now()) * 1000)::float8`,
      crowd: sql<number>`count(*)::int`,
    })
    .from(articleSchedules)
    .where(
      sql`${failure} is null and ${publishAt} = (select min(n.publish_at) from ${articleSchedules} n where n.failure is null)`,
    )
    .groupBy(publishAt);
  return row;
}

/** Whether so many are worth a transaction that waits for their moment, and how long (milliseconds) before it has to begin. */
export function preparationMs({ crowd }: Pick<NextDue, "crowd">): number {
  return crowd <= batchSize ? 0 : Math.min(maxPreparationMs, crowd * publishCostMs);
}
