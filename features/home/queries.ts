import { and, desc, eq, gt, gte, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { articleCategories, articles, comments, homePins, memberAvatars, members } from "#db/schema.ts";
import { bayesianMean, hasReaders, newestFirst, ratingCount } from "#features/articles/queries.ts";
import { hasSeparatePage } from "#features/comments/queries.ts";
import { hasPublicProfile } from "#features/members/profile/queries.ts";
import {
  bestPoolSize,
  bestRatedPoolSize,
  type DiscussedArticle,
  discussedPoolSize,
  minBestRatings,
  newestPoolSize,
  recentCommentsPoolSize,
  sectionPoolSize,
} from "./rules.ts";

export interface Pin {
  id: number;
  slug: string;
  title: string;
  until: Date | null;
}

const isShown = and(
  eq(articles.status, "published"),
  or(isNull(homePins.expiresAt), gt(homePins.expiresAt, sql`statement_timestamp()`)),
);

/** Lists the pins that readers see: of published articles, and not expired. */
export async function listPins(db: Executor): Promise<Pin[]> {
  return db
    .select({ id: articles.id, slug: articles.slug, title: articles.title, until: homePins.expiresAt })
    .from(homePins)
    .innerJoin(articles, eq(articles.id, homePins.articleId))
    .where(isShown)
    .orderBy(homePins.position, homePins.id);
}

/** Finds the title of a published article; undefined for any other. */
export async function findPublishedTitle(db: Executor, id: number): Promise<string | undefined> {
  const [row] = await db
    .select({ title: articles.title })
    .from(articles)
    .where(and(eq(articles.id, id), eq(articles.status, "published")));
  return row?.title;
}

/** The condition for expired pins. */
export const isExpired = lte(homePins.expiresAt, sql`statement_timestamp()`);

/** Ids of articles, each list in its order. */
export interface RankedArticles {
  pinned: number[];
  newest: number[];
  best: number[];
}

const pinnedIds = sql<
  number[] | null
>`(select json_agg(${homePins.articleId} order by ${homePins.position}, ${homePins.id}) from ${homePins} join ${articles} on ${articles.id} = ${homePins.articleId} where ${isShown})`;

/**
 * Lists the pinned articles, the newest, and the best rated among the newest `bestRatedPoolSize`: those with enough
 * ratings, by Bayesian mean. One statement, which reads a range of one index, and the pins.
 */
export async function listRankedArticles(db: Executor): Promise<RankedArticles> {
  const pool = db
    .select({ id: articles.id, ratings: ratingCount.as("ratings"), score: bayesianMean.as("score") })
    .from(articles)
    .where(eq(articles.status, "published"))
    .orderBy(...newestFirst)
    .limit(bestRatedPoolSize)
    .as("pool");
  const numbered = db
    .select({
      id: sql<number>`${pool.id}`.mapWith(Number).as("pool_id"),
      ratings: pool.ratings,
      score: pool.score,
      position: sql<number>`(row_number() over ())::int`.as("position"),
    })
    .from(pool)
    .as("numbered");
  const rows = await db
    .select({
      id: numbered.id,
      ratings: numbered.ratings,
      score: numbered.score,
      position: numbered.position,
      pinned: sql<number[] | null>`case when ${numbered.position} = 1 then ${pinnedIds} end`,
    })
    .from(numbered)
    .where(or(lte(numbered.position, newestPoolSize), gte(numbered.ratings, minBestRatings)))
    .orderBy(numbered.position);
  return {
    pinned: rows[0]?.pinned ?? [],
    newest: rows.filter(({ position }) => position <= newestPoolSize).map(({ id }) => id),
    best: rows
      .filter(({ ratings }) => ratings >= minBestRatings)
      .sort((a, b) => b.score - a.score || a.position - b.position)
      .slice(0, bestPoolSize)
      .map(({ id }) => id),
  };
}

export interface DiscussedArticles {
  /** The articles with the most visible comments of the last seven days. */
  articles: DiscussedArticle[];
  /** All of those comments, up to `recentCommentsPoolSize`. */
  comments: number;
}

/**
 * Lists the articles with the most visible comments of the last seven days, of which only the newest
 * `recentCommentsPoolSize` are counted. One statement, which reads a range of one index.
 * @param zone the site's zone, in which the day begins
 */
export async function listDiscussed(db: Executor, zone: string): Promise<DiscussedArticles> {
  const rows = await db.execute<{ id: string; today: number; total: number }>(sql`
    with recent as materialized (
      select ${comments.articleId} as article_id, ${comments.createdAt} as created_at from ${comments}
      where ${comments.status} = 'visible' and ${comments.createdAt} > statement_timestamp() - interval '7 days'
      order by ${comments.createdAt} desc nulls last, ${comments.id} desc nulls last
      limit ${recentCommentsPoolSize}
    ), discussed as (
      select article_id, count(*)::int as week,
        (count(*) filter (where created_at >= date_trunc('day', statement_timestamp(), ${zone})))::int as today,
        max(created_at) as latest
      from recent group by article_id order by week desc, latest desc limit ${3 * discussedPoolSize}
    )
    select discussed.article_id as id, discussed.today, (select count(*)::int from recent) as total
    from discussed join ${articles} on ${articles.id} = discussed.article_id and ${articles.status} = 'published'
    order by discussed.week desc, discussed.latest desc
    limit ${discussedPoolSize}`);
  return {
    articles: rows.map(({ id, today }) => ({ id: Number(id), today })),
    comments: rows[0]?.total ?? 0,
  };
}

export interface SectionArticles {
  /** Newest first. */
  articles: number[];
  /** How many of them are from the last seven days. */
  newArticles: number;
}

/**
 * Lists the newest articles of each category, by category id, and how many of them are from the last seven days. One
 * statement, which reads a range of one index per category.
 */
export async function listSectionArticles(db: Executor, categoryIds: number[]): Promise<Map<number, SectionArticles>> {
  if (categoryIds.length === 0) return new Map();
  const rows = await db.execute<{ category: string; articles: string[]; fresh: number }>(sql`
    select sections.id as category, array_agg(listed.article_id order by listed.listed_at desc, listed.article_id desc) as articles,
      (count(*) filter (where listed.listed_at > statement_timestamp() - interval '7 days'))::int as fresh
    from unnest(${toIdArray(categoryIds)}) as sections(id) cross join lateral (
      select ${articleCategories.articleId} as article_id, ${articleCategories.listedAt} as listed_at from ${articleCategories}
      where ${articleCategories.categoryId} = sections.id and ${articleCategories.listedAt} is not null
      order by ${articleCategories.listedAt} desc nulls last, ${articleCategories.articleId} desc nulls last limit ${sectionPoolSize}
    ) as listed group by sections.id`);
  return new Map(
    rows.map(({ category, articles: ids, fresh }) => [
      Number(category),
      { articles: ids.map(Number), newArticles: fresh },
    ]),
  );
}

/** The comment of the week, as editors chose it. */
export interface FeaturedComment {
  id: number;
  thread: number;
  hasSeparatePage: boolean;
  bodyHtml: string;
  reactions: number;
  name: string;
  /** The handle of a member with a public profile. */
  handle: string | null;
  /** The path of the member's avatar in /media. */
  avatar: string | null;
  /** When a member with a public profile joined. */
  memberSince: Date | null;
  article: { id: number; slug: string; title: string };
}

/** Finds the visible comment of a published article or page that was featured last, in the last seven days. */
export async function findFeaturedComment(db: Executor): Promise<FeaturedComment | undefined> {
  const [row] = await db
    .select({
      id: comments.id,
      thread: comments.thread,
      hasSeparatePage,
      bodyHtml: comments.bodyHtml,
      reactions: comments.reactionCount,
      name: sql<string>`coalesce(${members.name}, ${comments.authorName})`,
      handle: sql<string | null>`case when ${hasPublicProfile} then ${members.handle} end`,
      avatar: memberAvatars.mediaId,
      memberSince: sql<Date | null>`case when ${hasPublicProfile} then ${members.createdAt} end`.mapWith(
        members.createdAt,
      ),
      article: { id: articles.id, slug: articles.slug, title: articles.title },
    })
    .from(comments)
    .innerJoin(articles, and(eq(articles.id, comments.articleId), hasReaders))
    .leftJoin(members, eq(members.id, comments.memberId))
    .leftJoin(memberAvatars, eq(memberAvatars.memberId, comments.memberId))
    .where(
      and(
        eq(comments.status, "visible"),
        isNotNull(comments.featuredAt),
        gt(comments.featuredAt, sql`statement_timestamp() - interval '7 days'`),
      ),
    )
    .orderBy(desc(comments.featuredAt), desc(comments.id))
    .limit(1);
  return row;
}
