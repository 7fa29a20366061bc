import { and, asc, count, desc, eq, inArray, isNotNull, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import type { ArticleStatus } from "#db/schema/articles.ts";
import type { IssueArticle } from "#db/schema/newsletter.ts";
import {
  articleCategories,
  articles,
  articleTags,
  categories,
  media,
  newsletterDeliveries,
  newsletterIssueItems,
  newsletterIssues,
  newsletterSubscribers,
  newsletterSubscriberTopics,
  newsletterTopicCategories,
  newsletterTopics,
  newsletterTopicTags,
} from "#db/schema.ts";

import { archivePerPage } from "./rules.ts";

export type Issue = typeof newsletterIssues.$inferSelect;

/** An issue that was deleted as a draft (`deleteIssue`). */
const isDeleted = and(eq(newsletterIssues.status, "cancelled"), isNull(newsletterIssues.startedAt));

/** Reads an issue; undefined if there is none. */
export async function findIssue(db: Executor, id: number): Promise<Issue | undefined> {
  const [issue] = await db
    .select()
    .from(newsletterIssues)
    .where(and(eq(newsletterIssues.id, id), sql`not (${isDeleted})`));
  return issue;
}

/** An article that an editor put into an issue, as it is now. */
export interface IssueItem extends IssueArticle {
  status: ArticleStatus;
  lead: string;
  /** The editor's text instead of the article's lead; empty: the lead is shown. */
  blurb: string;
}

/**
 * SQL, for `with recursive`: the categories of each topic with all categories below them, and the topics without categories and tags, to
 * which every article belongs.
 */
const topicScopes = sql`
  topic_scope (topic_id, category_id) as (
    select topic_id, category_id from ${newsletterTopicCategories}
    union select scope.topic_id, child.id from topic_scope scope join ${categories} child on child.parent_id = scope.category_id
  ), general_topic (topic_id) as (
    select t.id from ${newsletterTopics} t
    where not exists (select from ${newsletterTopicCategories} c where c.topic_id = t.id)
      and not exists (select from ${newsletterTopicTags} g where g.topic_id = t.id)
  )`;

/**
 * SQL: pairs (topic_id, article_id) for the articles that `from` selects as `id`: of the topic's categories and those below them, of its
 * tags, or of a topic that has every article.
 */
export function topicArticles(from: SQL): SQL {
  return sql`
    with recursive ${topicScopes}, chosen (id) as (${from})
    select general.topic_id, chosen.id as article_id from general_topic general cross join chosen
    union select scope.topic_id, chosen.id from chosen
      join ${articleCategories} ac on ac.article_id = chosen.id join topic_scope scope on scope.category_id = ac.category_id
    union select tt.topic_id, chosen.id from chosen
      join ${articleTags} at on at.article_id = chosen.id join ${newsletterTopicTags} tt on tt.tag_id = at.tag_id`;
}

/** Lists the topics of each article, by article id. Articles without a topic are absent. */
export async function listTopicIdsOfArticles(db: Executor, articleIds: number[]): Promise<Map<number, number[]>> {
  const rows = await db.execute<{ topic_id: string; article_id: string }>(
    sql`select topic_id, article_id from (${topicArticles(sql`select unnest(${toIdArray(articleIds)})`)}) pairs order by 2, 1`,
  );
  const topics = new Map<number, number[]>();
  for (const row of rows) {
    const list = topics.get(Number(row.article_id)) ?? [];
    list.push(Number(row.topic_id));
    topics.set(Number(row.article_id), list);
  }
  return topics;
}

/** Lists an issue's articles in the editor's order, whatever their status now. */
export async function listIssueItems(db: Executor, issueId: number): Promise<IssueItem[]> {
  const rows = await db
    .select({
      articleId: articles.id,
      slug: articles.slug,
      status: articles.status,
      title: articles.title,
      lead: articles.lead,
      blurb: newsletterIssueItems.text,
      publishedAt: articles.publishedAt,
      category: sql<string>`coalesce((select ${categories.name} from ${articleCategories} join ${categories} on ${categories.id} = ${articleCategories.categoryId} where ${articleCategories.articleId} = ${articles.id} order by ${articleCategories.position} limit 1), '')`,
      picture: sql<
        IssueArticle["picture"]
      >`case when ${media.id} is null then null else jsonb_build_object('mediaId', ${media.id}, 'revision', ${media.revision}, 'alt', ${media.alt}, 'width', ${media.width}, 'height', ${media.height}) end`,
    })
    .from(newsletterIssueItems)
    .innerJoin(articles, eq(articles.id, newsletterIssueItems.articleId))
    .leftJoin(media, eq(media.id, articles.leadMediaId))
    .where(eq(newsletterIssueItems.issueId, issueId))
    .orderBy(asc(newsletterIssueItems.position), asc(newsletterIssueItems.articleId));
  const topics = await listTopicIdsOfArticles(
    db,
    rows.map(({ articleId }) => articleId),
  );
  return rows.map((row) => ({
    ...row,
    topicIds: topics.get(row.articleId) ?? [],
    text: row.blurb || row.lead,
    publishedAt: row.publishedAt?.toISOString() ?? "",
  }));
}

/**
 * Counts the active subscribers who would get an issue: with its rhythm, or with alerts on, and with one of the topics of which it has an
 * article.
 */
export async function countRecipients(
  db: Executor,
  { kind, rhythm }: Pick<Issue, "kind" | "rhythm">,
  topicIds: readonly number[],
): Promise<number> {
  if (topicIds.length === 0) return 0;
  const chosen = kind === "alert" || rhythm === null ? sql`s.alerts` : sql`s.rhythm = ${rhythm}`;
  const [row] = await db.execute<{ n: number }>(sql`
    select count(*)::int as n from ${newsletterSubscribers} s
    where s.state = 'active' and ${chosen} and exists (
      select from ${newsletterSubscriberTopics} c where c.subscriber_id = s.id and c.topic_id = any(${toIdArray([...topicIds])}))`);
  return row?.n ?? 0;
}

/** Whether another alert about one of these articles was sent, or is being sent. */
export async function wasAlertSent(db: Executor, issueId: number, articleIds: number[]): Promise<boolean> {
  if (articleIds.length === 0) return false;
  const [row] = await db
    .select({ id: newsletterIssues.id })
    .from(newsletterIssues)
    .innerJoin(newsletterIssueItems, eq(newsletterIssueItems.issueId, newsletterIssues.id))
    .where(
      and(
        eq(newsletterIssues.kind, "alert"),
        isNotNull(newsletterIssues.snapshot),
        sql`${newsletterIssues.id} <> ${issueId}`,
        inArray(newsletterIssueItems.articleId, articleIds),
      ),
    )
    .limit(1);
  return row !== undefined;
}

export const issuesPerPage = 20;

/** Lists issues for the admin area, the newest first; `before`: an id. One more than a page means that there is a next one. */
export async function listIssues(db: Executor, before?: number) {
  const { id, slug, kind, rhythm, status, subject, scheduledAt, startedAt, recipients, failure } = newsletterIssues;
  return db
    .select({
      ...{ id, slug, kind, rhythm, status, subject, scheduledAt, startedAt, recipients, failure },
      /** How many got a cancelled issue. */
      sent: sql<number>`case when ${newsletterIssues.status} = 'cancelled' then (select count(*)::int from ${newsletterDeliveries}
        where ${newsletterDeliveries.issueId} = ${newsletterIssues.id} and ${newsletterDeliveries.state} = 'sent') end`,
      articles: sql<number>`(select count(*)::int from ${newsletterIssueItems} where ${newsletterIssueItems.issueId} = ${newsletterIssues.id})`,
    })
    .from(newsletterIssues)
    .where(and(before === undefined ? undefined : lt(id, before), sql`not (${isDeleted})`))
    .orderBy(desc(id))
    .limit(issuesPerPage + 1);
}

/** SQL: the number of drafts that the schedule made and nobody has changed, for the overview of the admin area. */
export const newDraftCount = sql<number>`(select count(*) from ${newsletterIssues} where ${newsletterIssues.status} = 'draft' and ${newsletterIssues.createdBy} is null and ${newsletterIssues.version} = 0)`;

/** An issue as the archive and its feed list it. */
export interface ArchivedIssue {
  id: number;
  slug: string;
  kind: Issue["kind"];
  rhythm: Issue["rhythm"];
  startedAt: Date;
  snapshot: NonNullable<Issue["snapshot"]>;
}

/** Issues that were sent, even if the rest was cancelled: their readers have the link. `cancelIssue` clears the others' content. */
const isArchived = and(isNotNull(newsletterIssues.snapshot), isNotNull(newsletterIssues.startedAt));

const archiveColumns = {
  id: newsletterIssues.id,
  slug: newsletterIssues.slug,
  kind: newsletterIssues.kind,
  rhythm: newsletterIssues.rhythm,
  startedAt: sql<Date>`${newsletterIssues.startedAt}`.mapWith(newsletterIssues.startedAt),
  snapshot: sql<ArchivedIssue["snapshot"]>`${newsletterIssues.snapshot}`,
};

/** Lists one page (from 1) of the sent issues, the newest first. */
export async function listArchive(db: Executor, page: number, size = archivePerPage): Promise<ArchivedIssue[]> {
  return db
    .select(archiveColumns)
    .from(newsletterIssues)
    .where(isArchived)
    .orderBy(desc(newsletterIssues.startedAt), desc(newsletterIssues.id))
    .limit(size)
    .offset((page - 1) * size);
}

/** Counts the sent issues. */
export async function countArchive(db: Executor): Promise<number> {
  const [row] = await db.select({ n: count() }).from(newsletterIssues).where(isArchived);
  return row?.n ?? 0;
}

/** Finds a sent issue; null if there is none with this slug. */
export async function findArchivedIssue(db: Executor, slug: string): Promise<ArchivedIssue | null> {
  const [row] = await db
    .select(archiveColumns)
    .from(newsletterIssues)
    .where(and(eq(newsletterIssues.slug, slug), isArchived));
  return row ?? null;
}

/** Whether an issue with this slug was sent. */
export async function hasArchivedIssue(db: Executor, slug: string): Promise<boolean> {
  const [row] = await db
    .select({ id: newsletterIssues.id })
    .from(newsletterIssues)
    .where(and(eq(newsletterIssues.slug, slug), isArchived));
  return row !== undefined;
}

/** Lists the addresses of sent issues for the sitemap, the newest first. */
export async function listArchivedSlugs(db: Executor, limit: number): Promise<{ slug: string; startedAt: Date }[]> {
  const { slug, startedAt } = archiveColumns;
  return db
    .select({ slug, startedAt })
    .from(newsletterIssues)
    .where(isArchived)
    .orderBy(desc(newsletterIssues.startedAt), desc(newsletterIssues.id))
    .limit(limit);
}

/** The slugs of those articles that are published now; an archived issue links to no other. */
export async function listPublishedSlugs(db: Executor, articleIds: number[]): Promise<Map<number, string>> {
  if (articleIds.length === 0) return new Map();
  const rows = await db
    .select({ id: articles.id, slug: articles.slug })
    .from(articles)
    .where(and(inArray(articles.id, articleIds), eq(articles.status, "published")));
  return new Map(rows.map(({ id, slug }) => [id, slug]));
}
