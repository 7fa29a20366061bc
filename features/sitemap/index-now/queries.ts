import { and, desc, eq, gt, inArray, isNotNull, lte, type SQL, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import type { Executor } from "#db/client.ts";
import { activityLog, articles, indexNowProgress } from "#db/schema.ts";
import { isOriginal } from "../queries.ts";
import { maxAddressesPerRun } from "./rules.ts";

/** Reads how far changes were submitted; undefined before the first run. */
export async function findProgress(db: Executor) {
  const [row] = await db.select().from(indexNowProgress);
  return row;
}

const changeKinds = ["published", "updated", "unpublished", "withdrawn"] as const;

/** An own article, published or withdrawn after its publication, that search engines may have indexed. */
const isOrWasIndexable = and(
  inArray(articles.status, ["published", "withdrawn"]),
  isNotNull(articles.publishedAt),
  isOriginal,
);

/**
 * Lists the paths of articles that were published, edited or withdrawn after `since` until `until`, each once. Scheduled
 * publications are found by their date, everything else in the staff's log: two ranges of indexes.
 */
export async function listChangedPaths(db: Executor, since: Date, until: Date): Promise<string[]> {
  const within = (column: SQL | typeof activityLog.createdAt | typeof articles.publishedAt) =>
    and(sql`${column} > ${since.toISOString()}::timestamptz`, sql`${column} <= ${until.toISOString()}::timestamptz`);
  const logged = db
    .select({ id: sql<number>`${activityLog.subjectId}`.as("id") })
    .from(activityLog)
    .where(
      and(
        inArray(activityLog.kind, [...changeKinds]),
        gt(activityLog.createdAt, since),
        lte(activityLog.createdAt, until),
        isNotNull(activityLog.subjectId),
      ),
    );
  const published = db
    .select({ id: sql<number>`${articles.id}`.as("id") })
    .from(articles)
    .where(and(eq(articles.status, "published"), within(articles.publishedAt)));
  const rows = await db
    .select({ slug: articles.slug })
    .from(articles)
    .where(and(inArray(articles.id, unionAll(logged, published)), isOrWasIndexable))
    .orderBy(desc(articles.id))
    .limit(maxAddressesPerRun);
  return rows.map(({ slug }) => `/articles/${slug}`);
}
