import { and, eq, inArray, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { articleSchedules, articles, type ScheduleRefusal } from "#db/schema.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { relatedRefresh } from "#features/related/jobs.ts";
import { refreshRelated } from "#features/related/mutations.ts";
import { enqueue } from "#lib/jobs.ts";
import { log } from "#lib/log.ts";
import { type Refusal, refused } from "#lib/result.ts";
import { giveReaders } from "../desk/publish.ts";
import { findDesk } from "../desk/queries.ts";
import { punctualMs } from "./rules.ts";

/** Articles in one transaction: an editor who saves one of them waits for so many, and the selections are worked out once for all. */
const batchSize = 25;

type Due = Pick<
  typeof articleSchedules.$inferSelect,
  "articleId" | "publishAt" | "memberId" | "changeKind" | "changeNote"
>;

export interface DueReport {
  published: number;
  refused: number;
}

/**
 * Publishes what is due, also what became due while nobody was there. The row of the plan goes in the transaction that publishes, so that
 * whoever is killed in between leaves both or neither, and two processes never publish the same. What cannot be published becomes a draft
 * again (an update stays one), and its plan says why. Ends early when `signal` says so.
 */
export async function publishDue(db: Database, signal?: AbortSignal): Promise<DueReport> {
  const report = { published: 0, refused: 0 };
  while (!signal?.aborted) {
    const did = await publishBatch(db);
    report.published += did.published;
    report.refused += did.refused;
    if (did.published + did.refused === 0) break;
  }
  return report;
}

async function publishBatch(db: Database): Promise<DueReport> {
  return db.transaction(async (tx) => {
    const published: number[] = [];
    const due = await claim(tx);
    for (const one of due) if (await publishOne(tx, one)) published.push(one.articleId);
    // A full batch is one of a crowd, in which those behind it would wait for the selections: they follow at once, as a job of the same commit.
    if (due.length < batchSize) await refreshRelated(tx, published);
    else if (published.length > 0) await enqueue(tx, relatedRefresh, { ids: published });
    return { published: published.length, refused: due.length - published.length };
  });
}

/** The next due ones, with the locks of their articles; one that an editor is saving is left for the next look. */
async function claim(tx: Executor): Promise<Due[]> {
  const isDue = sql`${articleSchedules.refusal} is null and ${articleSchedules.publishAt} <= now()`;
  const locked = await tx
    .select({ id: articles.id })
    .from(articles)
    .innerJoin(articleSchedules, eq(articleSchedules.articleId, articles.id))
    .where(isDue)
    .orderBy(articleSchedules.publishAt, articles.id)
    .limit(batchSize)
    .for("no key update", { of: articles, skipLocked: true });
  if (locked.length === 0) return [];
  // Read again: whoever had the lock just before may have published it, or planned otherwise.
  return tx
    .select({
      articleId: articleSchedules.articleId,
      publishAt: articleSchedules.publishAt,
      memberId: articleSchedules.memberId,
      changeKind: articleSchedules.changeKind,
      changeNote: articleSchedules.changeNote,
    })
    .from(articleSchedules)
    .where(
      and(
        isDue,
        inArray(
          articleSchedules.articleId,
          locked.map(({ id }) => id),
        ),
      ),
    )
    .orderBy(articleSchedules.publishAt, articleSchedules.articleId);
}

/** Whether it is published; else its plan says why not. */
async function publishOne(tx: Executor, due: Due): Promise<boolean> {
  // Twice: a name or an address that somebody else took in the same instant is seen the second time.
  for (let tries = 2; ; tries -= 1) {
    try {
      const refusal = await tx.transaction((part) => give(part, due));
      if (!refusal) return true;
      await refuse(tx, due, refusal);
      return false;
    } catch (error) {
      if (tries > 1) continue;
      log.error({ err: error, article: due.articleId }, "An article could not be published at its time.");
      await refuse(tx, due, refused("newsroom.scheduleFailed"));
      return false;
    }
  }
}

async function give(tx: Executor, due: Due): Promise<Refusal | undefined> {
  const desk = await findDesk(tx, due.articleId);
  if (!desk) return undefined;
  const now = new Date();
  const given = await giveReaders(tx, desk, {
    memberId: due.memberId,
    change: { kind: due.changeKind, note: due.changeNote },
    at: now.getTime() - due.publishAt.getTime() < punctualMs ? due.publishAt : now,
  });
  return given.ok ? undefined : given;
}

async function refuse(tx: Executor, { articleId }: Due, { code, fields }: Refusal): Promise<void> {
  const refusal: ScheduleRefusal = { code, ...(fields ? { fields } : {}), at: new Date().toISOString() };
  await tx.update(articleSchedules).set({ refusal }).where(eq(articleSchedules.articleId, articleId));
  const [article] = await tx.select({ status: articles.status }).from(articles).where(eq(articles.id, articleId));
  if (article?.status === "scheduled") await setArticleStatus(tx, [articleId], "draft");
}

/** Milliseconds until the next plan is due, by the database's clock: 0 or less when one is. Undefined when nothing is planned. */
export async function untilNextDue(db: Executor): Promise<number | undefined> {
  const [row] = await db
    .select({
      wait: sql<number | null>`(extract(epoch from min(${articleSchedules.publishAt}) - now()) * 1000)::float8`,
    })
    .from(articleSchedules)
    .where(sql`${articleSchedules.refusal} is null`);
  return row?.wait ?? undefined;
}
