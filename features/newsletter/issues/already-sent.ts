import { and, eq, inArray, isNotNull, ne, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import {
  newsletterDeliveries,
  newsletterIssueItems,
  newsletterIssues,
  newsletterSubscribers,
  newsletterSubscriberTopics,
} from "#db/schema.ts";
import type { Issue } from "./queries.ts";

/** An earlier issue that had an article, and how many of those who would get the article now got it there. */
export interface AlreadySent {
  issue: { id: number; subject: string };
  /** Active subscribers who would get the article in the draft. */
  recipients: number;
  /** Those of them who were sent the earlier issue with it. */
  received: number;
}

/** The draft whose articles are compared; `id` is undefined before it is stored. */
interface Draft {
  id?: number;
  rhythm: NonNullable<Issue["rhythm"]>;
  topicId: number | null;
}

/**
 * Finds out which articles of a digest its subscribers were already sent in another digest of the same rhythm: two
 * issues, one per topic, may both have an article of both topics. Articles that nobody would get twice are absent.
 * @param articles the topics of each article, by its id
 */
export async function findAlreadySent(
  db: Executor,
  draft: Draft,
  articles: ReadonlyMap<number, readonly number[]>,
): Promise<Map<number, AlreadySent>> {
  const earlier = await listEarlierIssues(db, draft, [...articles.keys()]);
  const found = new Map<number, AlreadySent>();
  // Articles of the same topics have the same subscribers.
  const counts = new Map<string, Promise<Pick<AlreadySent, "recipients" | "received">>>();
  for (const { id, subject, snapshot } of earlier)
    for (const sent of snapshot?.articles ?? []) {
      const topics = (articles.get(sent.articleId) ?? []).filter((topic) => (draft.topicId ?? topic) === topic);
      if (topics.length === 0) continue;
      const key = JSON.stringify([id, topics, sent.topicIds]);
      const counted = counts.get(key) ?? countReceived(db, id, draft.rhythm, topics, sent.topicIds);
      counts.set(key, counted);
      const { recipients, received } = await counted;
      if (received > (found.get(sent.articleId)?.received ?? 0))
        found.set(sent.articleId, { issue: { id, subject }, recipients, received });
    }
  return found;
}

/** Whether at least half of an article's subscribers were already sent it. */
export const wasMostlySent = ({ recipients, received }: AlreadySent): boolean => received * 2 >= recipients;

async function listEarlierIssues(db: Executor, { id, rhythm }: Draft, articleIds: number[]) {
  if (articleIds.length === 0) return [];
  const { id: issueId, subject, snapshot } = newsletterIssues;
  const items = db
    .select({ issueId: newsletterIssueItems.issueId })
    .from(newsletterIssueItems)
    .where(inArray(newsletterIssueItems.articleId, articleIds));
  return db
    .select({ id: issueId, subject, snapshot })
    .from(newsletterIssues)
    .where(
      and(
        eq(newsletterIssues.kind, "digest"),
        eq(newsletterIssues.rhythm, rhythm),
        isNotNull(snapshot),
        isNotNull(newsletterIssues.startedAt),
        id === undefined ? undefined : ne(issueId, id),
        inArray(issueId, items),
      ),
    )
    .orderBy(issueId);
}

async function countReceived(
  db: Executor,
  issueId: number,
  rhythm: Draft["rhythm"],
  topicIds: readonly number[],
  sentTopicIds: readonly number[],
): Promise<Pick<AlreadySent, "recipients" | "received">> {
  const s = newsletterSubscribers;
  const chose = (ids: readonly number[]) => sql`exists (
    select from ${newsletterSubscriberTopics} c where c.subscriber_id = ${s.id} and c.topic_id = any(${toIdArray([...ids])}))`;
  const [row] = await db.execute<{ recipients: number; received: number }>(sql`
    select count(*)::int as recipients, (count(*) filter (where ${chose(sentTopicIds)} and exists (
      select from ${newsletterDeliveries} d where d.issue_id = ${issueId} and d.subscriber_id = ${s.id}
        and d.state in ('queued', 'sending', 'sent', 'uncertain'))))::int as received
    from ${s} where ${s.state} = 'active' and ${s.rhythm} = ${rhythm} and ${chose(topicIds)}`);
  return { recipients: row?.recipients ?? 0, received: row?.received ?? 0 };
}
