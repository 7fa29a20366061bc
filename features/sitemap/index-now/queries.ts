import { and, desc, eq, gt, inArray, isNotNull, lte, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import type { Executor } from "#db/client.ts";
import { activityLog, articles, corrections, indexNowProgress, settings } from "#db/schema.ts";
import { isOriginal } from "../queries.ts";
import { maxAddressesPerRun } from "./rules.ts";

/** Reads how far changes were submitted; undefined before the first run. */
export async function findProgress(db: Executor) {
  const [row] = await db.select().from(indexNowProgress);
  return row;
}

/** When the setting got its value; undefined if it has the default. */
export async function findSettingDate(db: Executor): Promise<Date | undefined> {
  const [row] = await db.select({ at: settings.updatedAt }).from(settings).where(eq(settings.key, "site.indexNow"));
  return row?.at;
}

const changeKinds = ["published", "updated", "unpublished", "withdrawn"] as const;

/** An own article, published or withdrawn after its publication, that search engines may have indexed. */
const isOrWasIndexable = and(
  inArray(articles.status, ["published", "withdrawn"]),
  isNotNull(articles.publishedAt),
  isOriginal,
);

/**
 * Lists the paths of articles that were published, edited or withdrawn after `since` until `until`, each once, whenever
 * they were first published. Scheduled publications are found by their date. An edit with a public note is a row of
 * `corrections`, everything else one of the staff's log: three ranges of indexes.
 */
export async function listChangedPaths(db: Executor, since: Date, until: Date): Promise<string[]> {
  const within = (column: typeof activityLog.createdAt | typeof articles.publishedAt | typeof corrections.createdAt) =>
    and(gt(column, since), lte(column, until));
  const logged = db
    .select({ id: sql<number>`${activityLog.subjectId}`.as("id") })
    .from(activityLog)
    .where(
      and(inArray(activityLog.kind, [...changeKinds]), within(activityLog.createdAt), isNotNull(activityLog.subjectId)),
    );
  const corrected = db
    .select({ id: sql<number>`${corrections.articleId}`.as("id") })
    .from(corrections)
    .where(within(corrections.createdAt));
  const published = db
    .select({ id: sql<number>`${articles.id}`.as("id") })
    .from(articles)
    .where(and(eq(articles.status, "published"), within(articles.publishedAt)));
  const rows = await db
    .select({ slug: articles.slug })
    .from(articles)
    .where(and(inArray(articles.id, unionAll(logged, corrected, published)), isOrWasIndexable))
    .orderBy(desc(articles.id))
    .limit(maxAddressesPerRun);
  return rows.map(({ slug }) => `/articles/${slug}`);
}
