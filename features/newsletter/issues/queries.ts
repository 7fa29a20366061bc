import { and, asc, eq, type SQL, sql } from "drizzle-orm";
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
  newsletterIssueItems,
  newsletterIssues,
  newsletterTopicCategories,
  newsletterTopics,
  newsletterTopicTags,
} from "#db/schema.ts";

export type Issue = typeof newsletterIssues.$inferSelect;

/** Reads an issue; undefined if there is none. */
export async function findIssue(db: Executor, id: number): Promise<Issue | undefined> {
  const [issue] = await db.select().from(newsletterIssues).where(eq(newsletterIssues.id, id));
  return issue;
}

/** An article that an editor put into an issue, as it is now. */
export interface IssueItem extends IssueArticle {
  status: ArticleStatus;
  lead: string;
  /** The editor's own words; empty: the lead is shown. */
  words: string;
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
      words: newsletterIssueItems.text,
      publishedAt: articles.publishedAt,
      category: sql<string>`coalesce((select ${categories.name} from ${articleCategories} join ${categories} on ${categories.id} = ${articleCategories.categoryId} where ${articleCategories.articleId} = ${articles.id} order by ${articleCategories.position} limit 1), '')`,
      picture: sql<
        IssueArticle["picture"]
      >`case when ${media.id} is null then null else jsonb_build_object('mediaId', ${media.id}, 'revision', ${media.revision}, 'alt', ${media.alt}, 'width', ${media.width}, 'height', ${media.height}) end`,
    })
    .from(newsletterIssueItems)
    .innerJoin(articles, eq(articles.id, newsletterIssueItems.articleId))
    .leftJoin(media, eq(media.id, articles.leadMediaId))
    .where(and(eq(newsletterIssueItems.issueId, issueId)))
    .orderBy(asc(newsletterIssueItems.position), asc(newsletterIssueItems.articleId));
  const topics = await listTopicIdsOfArticles(
    db,
    rows.map(({ articleId }) => articleId),
  );
  return rows.map((row) => ({
    ...row,
    topicIds: topics.get(row.articleId) ?? [],
    text: row.words || row.lead,
    publishedAt: row.publishedAt?.toISOString() ?? "",
  }));
}
