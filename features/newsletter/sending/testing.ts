import { sql } from "drizzle-orm";
import type { Database } from "#db/client.ts";
import {
  type DeliveryState,
  newsletterDeliveries,
  newsletterIssueItems,
  newsletterIssues,
  newsletterTopics,
} from "#db/schema.ts";
import { anArticle } from "#features/articles/testing.ts";
import { startSending } from "./mutations.ts";

/** Creates a topic that has every article. */
export async function aTopic(db: Database, slug = "all"): Promise<number> {
  const [row] = await db.insert(newsletterTopics).values({ slug, name: slug }).returning({ id: newsletterTopics.id });
  return row?.id ?? 0;
}

/** Creates active subscribers `reader1@DOMAIN` … of a topic in one statement. */
export async function someSubscribers(
  db: Database,
  topicId: number,
  count: number,
  { domains = ["example.net"], alerts = true }: { domains?: string[]; alerts?: boolean } = {},
): Promise<void> {
  await db.execute(sql`
    with made as (
      insert into newsletter_subscribers (address, rhythm, alerts, link_key)
      select 'reader' || n || '@' || (${`{${domains.join(",")}}`}::text[])[1 + n % ${domains.length}], 'monthly', ${alerts},
        sha256(convert_to('key ' || n, 'UTF8'))
      from generate_series(1, ${count}::int) as n returning id
    ) insert into newsletter_subscriber_topics (subscriber_id, topic_id) select id, ${topicId}::bigint from made`);
}

/** Creates a draft of an alert about one article. */
export async function anAlert(
  db: Database,
  more: Partial<typeof newsletterIssues.$inferInsert> = {},
): Promise<{ id: number; version: number }> {
  const article = await anArticle(db, "une-faille");
  const [issue] = await db
    .insert(newsletterIssues)
    .values({ slug: "une-faille", kind: "alert", subject: "Alerte : une faille", ...more })
    .returning({ id: newsletterIssues.id, version: newsletterIssues.version });
  if (!issue) throw new Error("The issue was not created.");
  await db.insert(newsletterIssueItems).values({ issueId: issue.id, articleId: article, position: 0 });
  return issue;
}

/** Starts sending an alert to so many subscribers; returns its id. */
export async function aSendingAlert(
  db: Database,
  count: number,
  options: { domains?: string[] } = {},
): Promise<number> {
  await someSubscribers(db, await aTopic(db), count, options);
  const issue = await anAlert(db);
  const started = await startSending(db, issue.id, null, issue.version);
  if (!started.ok) throw new Error(started.code);
  return issue.id;
}

/** Counts the deliveries by state. */
export async function countStates(db: Database): Promise<Partial<Record<DeliveryState, number>>> {
  const rows = await db
    .select({ state: newsletterDeliveries.state, count: sql<number>`count(*)::int` })
    .from(newsletterDeliveries)
    .groupBy(newsletterDeliveries.state);
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}
