import { and, count, eq, inArray, isNotNull, type Placeholder, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { prepareOnce } from "#db/prepare-once.ts";
import type { CommentPolicy } from "#db/schema/articles.ts";
import {
  articleAuthors,
  articleCategories,
  articleMedia,
  articles,
  articleTags,
  authors,
  categories,
  feedItems,
  media,
  memberAvatars,
  members,
  sources,
  storyArticles,
  tags,
} from "#db/schema.ts";
import { articlesPerPage, maxCountedArticles, priorStars, priorVotes } from "#features/articles/rules.ts";
import { hasPublicProfile } from "#features/members/profile/queries.ts";
import type { AuthorPortrait } from "#features/taxonomy/queries.ts";

export interface NamedSlug {
  slug: string;
  name: string;
}

interface ArticleSource {
  url: string;
  articleTitle: string;
  articleUrl: string;
  /** Whether the source itself reserves text and data mining. */
  isReserved: boolean;
  /** The line below its articles, with {title} and {source}; empty: the site's own. */
  attribution: string;
  /** Under which licence its texts are used, in words. */
  licence: string;
  /** The original's author and date (ISO 8601), if the article was made of an item of a feed. */
  author: string;
  originalAt: string | null;
}

interface CardPicture {
  id: string;
  width: number;
  height: number;
  alt: string;
  /** Number of the picture's current file, which is part of its addresses. */
  revision: number;
  /** The focus that a crop keeps in view, in per cent. */
  focusX: number;
  focusY: number;
}

/** A picture in a body: its current file and credit, whatever the body says. */
export interface BodyPicture {
  id: string;
  width: number;
  height: number;
  revision: number;
  credit: string;
  licence: string;
}

export interface ArticleCounts {
  /** Votes cast here and imported votes, together; `legacy` of them are imported. */
  ratings: { count: number; sum: number; legacy: number };
  commentCount: number;
}

/** The counts on an article's page. */
export interface ArticlePageCounts extends ArticleCounts {
  /** Votes cast here that count, by stars from one to five; the stars of imported votes are unknown. */
  stars: number[];
}

/** What a card or a row of a list shows of an article. */
export interface ArticleCard extends ArticleCounts {
  id: number;
  slug: string;
  title: string;
  lead: string;
  publishedAt: Date;
  /** The category shown: the one with the lowest position. */
  category: NamedSlug | null;
  author: NamedSlug | null;
  picture: CardPicture | null;
  wordCount: number;
}

/** A published article without its counts. */
export interface ArticleContent extends Omit<ArticleCard, keyof ArticleCounts> {
  bodyHtml: string;
  leadCaption: string;
  leadCredit: string;
  leadLicence: string;
  /** The pictures in its body. */
  pictures: BodyPicture[];
  source: (NamedSlug & ArticleSource) | null;
  syndicated: boolean;
  commentPolicy: CommentPolicy;
  /** Minutes of slow mode in its discussion; 0: none. */
  slowModeMinutes: number;
  commentsCloseAfterDays: number | null;
  canonicalUrl: string;
  seoTitle: string;
  seoDescription: string;
  categories: NamedSlug[];
  tags: ArticleTag[];
  authors: ArticleAuthor[];
  updatedAt: Date;
  /** Whether items of other sources are merged into it; undefined: not known. */
  isCoveredElsewhere?: boolean;
  /** Whether it is a part of a story or series; undefined: not known. */
  isInStory?: boolean;
}

/** A tag of an article; a draft's new tag has no id yet. */
export interface ArticleTag extends NamedSlug {
  id?: number;
}

/** An author of an article; `fediverse` is their account, `@user@host`, if they have one. */
export interface ArticleAuthor extends NamedSlug {
  id?: number;
  fediverse?: string;
  /** Words about the author. */
  biography?: string;
  portrait?: AuthorPortrait;
  /** How many articles they have published here, up to one more than `maxCountedArticles`; undefined: not counted. */
  articles?: number;
}

export interface Article extends ArticleContent, ArticleCounts {}

/** Which articles a list has. The articles of a `series` are in its order, all others the newest first. */
export type ArticleScope =
  | { kind: "all" }
  | { kind: "category" | "tag" | "author" | "source" | "story" | "series"; id: number };

const isPublished = eq(articles.status, "published");

/**
 * SQL condition: the rows whose discussions readers see, in a table or under an alias of this name: published articles,
 * and the discussions of published pages, which have no date while the page is a draft or withdrawn.
 */
export const hasReadersIn = (table: SQL) =>
  sql<boolean>`(${table}.status in ('published', 'page') and ${table}.published_at is not null)`;

/** The same in a query of articles. */
export const hasReaders = hasReadersIn(sql`articles`);

/** Written exactly as in the indexes, so that PostgreSQL scans the index instead of sorting. */
export const newestFirst = [sql`${articles.publishedAt} desc nulls last`, sql`${articles.id} desc nulls last`];

const categoryList = sql`select jsonb_build_object('slug', ${categories.slug}, 'name', ${categories.name}) as item, ${articleCategories.position} as position from ${articleCategories} join ${categories} on ${categories.id} = ${articleCategories.categoryId} where ${articleCategories.articleId} = ${articles.id}`;
const authorList = sql`select jsonb_build_object('slug', ${authors.handle}, 'name', ${authors.name}) as item, ${articleAuthors.position} as position from ${articleAuthors} join ${authors} on ${authors.id} = ${articleAuthors.authorId} where ${articleAuthors.articleId} = ${articles.id}`;
/** The author's portrait, else the picture of the member who writes under the name, unless they hide their profile. */
const authorPortrait = sql`coalesce((select jsonb_build_object('id', ${media.id}, 'revision', ${media.revision}) from ${media} where ${media.id} = ${authors.portraitMediaId}), (select jsonb_build_object('id', ${memberAvatars.mediaId}, 'revision', 0) from ${memberAvatars} join ${members} on ${members.id} = ${memberAvatars.memberId} where ${memberAvatars.memberId} = ${authors.memberId} and ${hasPublicProfile}))`;
const authorAccount = sql`coalesce(nullif(${authors.fediverse}, ''), (select nullif(${members.fediverse}, '') from ${members} where ${members.id} = ${authors.memberId}))`;
/** In a query of authors: the number of their published articles, up to one more than `maxCountedArticles`. */
export const authorArticleCount = sql<number>`(select count(*)::int from (select from ${articleAuthors} as signed where signed.author_id = ${authors.id} and signed.listed_at is not null limit ${maxCountedArticles + 1}) as counted)`;
const creatorFields = sql`'id', ${authors.id}, 'slug', ${authors.handle}, 'name', ${authors.name}, 'biography', nullif(${authors.biography}, ''), 'portrait', ${authorPortrait}, 'fediverse', ${authorAccount}`;
const creatorList = (fields: SQL) =>
  sql`select jsonb_strip_nulls(jsonb_build_object(${fields})) as item, ${articleAuthors.position} as position from ${articleAuthors} join ${authors} on ${authors.id} = ${articleAuthors.authorId} where ${articleAuthors.articleId} = ${articles.id}`;
const tagList = sql`select jsonb_build_object('id', ${tags.id}, 'slug', ${tags.slug}, 'name', ${tags.name}) as item, ${articleTags.position} as position from ${articleTags} join ${tags} on ${tags.id} = ${articleTags.tagId} where ${articleTags.articleId} = ${articles.id}`;

const firstItem = (list: SQL) => sql<NamedSlug | null>`(select item from (${list}) listed order by position limit 1)`;
const allItems = <Item extends NamedSlug = NamedSlug>(list: SQL) =>
  sql<Item[]>`(select coalesce(jsonb_agg(item order by position), '[]'::jsonb) from (${list}) listed)`;

/** In a query of articles: their votes, cast here and imported. */
export const ratingTotals = sql<
  ArticleCard["ratings"]
>`jsonb_build_object('count', ${articles.ratingCount} + ${articles.legacyRatingCount}, 'sum', ${articles.ratingSum} + ${articles.legacyRatingSum}, 'legacy', ${articles.legacyRatingCount})`;

/** In a query of articles: the number of their votes, cast here and imported. */
export const ratingCount = sql<number>`(${articles.ratingCount} + ${articles.legacyRatingCount})`;

/**
 * In a query of articles: the Bayesian mean of their votes, (stars + 5 × 3) / (votes + 5), as if each had started with
 * `priorVotes` votes of `priorStars`. One single "5" then does not beat forty times "4,8".
 */
export const bayesianMean = sql<number>`((${articles.ratingSum} + ${articles.legacyRatingSum} + ${priorVotes * priorStars}) / (${ratingCount} + ${priorVotes}))::float8`;

/** SQL: the numbers of an article's votes that count, by their stars. */
export const votesByStars = (articleId: number | Placeholder) =>
  sql<Record<string, number>>`(
    select coalesce(jsonb_object_agg(one.stars, one.votes), '{}') from (
      select stars, count(*)::int as votes from ratings where article_id = ${articleId} and counted group by stars
    ) as one)`;

/** Lists the numbers of votes with one, two … five stars. */
export const toStarCounts = (votes: Record<string, number>) => [1, 2, 3, 4, 5].map((stars) => votes[stars] ?? 0);

const countColumns = {
  ratings: ratingTotals,
  commentCount: articles.commentCount,
};

const titleColumns = {
  id: articles.id,
  slug: articles.slug,
  title: articles.title,
  lead: articles.lead,
  publishedAt: sql<Date>`${articles.publishedAt}`.mapWith(articles.publishedAt),
  category: firstItem(categoryList),
  author: firstItem(authorList),
  picture: sql<CardPicture | null>`case when ${media.id} is null then null else jsonb_build_object('id', ${media.id}, 'width', ${media.width}, 'height', ${media.height}, 'alt', ${media.alt}, 'revision', ${media.revision}, 'focusX', ${media.focusX}, 'focusY', ${media.focusY}) end`,
  wordCount: articles.wordCount,
};

/** In a query of articles and their pictures (`media`): what a card shows. */
export const cardColumns = { ...countColumns, ...titleColumns };

/** Qualified by hand: the outer query uses the same table. */
const bodyPictures = sql<
  BodyPicture[]
>`(select coalesce(jsonb_agg(jsonb_build_object('id', shown.id, 'width', shown.width, 'height', shown.height, 'revision', shown.revision, 'credit', shown.credit, 'licence', shown.licence)), '[]'::jsonb) from ${articleMedia} join media shown on shown.id = ${articleMedia.mediaId} where ${articleMedia.articleId} = ${articles.id})`;

/** The item of a feed that the article was made of: its author and date. */
const originalItem = sql`select jsonb_build_object('author', ${feedItems.author}, 'originalAt', ${feedItems.publishedAt}) from ${feedItems} where ${feedItems.articleId} = ${articles.id} and ${feedItems.state} in ('drafted', 'published') limit 1`;

const contentColumns = {
  ...titleColumns,
  bodyHtml: articles.bodyHtml,
  leadCaption: sql<string>`coalesce(nullif(${articles.leadCaption}, ''), ${media.caption}, '')`,
  leadCredit: sql<string>`coalesce(${media.credit}, '')`,
  leadLicence: sql<string>`coalesce(${media.licence}, '')`,
  pictures: bodyPictures,
  source: sql<
    Article["source"]
  >`case when ${sources.id} is null then null else jsonb_build_object('slug', ${sources.slug}, 'name', ${sources.name}, 'url', ${sources.url}, 'articleTitle', coalesce(${articles.sourceTitle}, ${articles.title}), 'articleUrl', ${articles.sourceUrl}, 'isReserved', coalesce((${sources.reservation} ->> 'isReserved')::boolean, false), 'attribution', ${sources.attribution}, 'licence', ${sources.licence}, 'author', '', 'originalAt', null) || coalesce((${originalItem}), '{}'::jsonb) end`,
  syndicated: articles.syndicated,
  commentPolicy: articles.commentPolicy,
  slowModeMinutes: articles.slowModeMinutes,
  commentsCloseAfterDays: articles.commentsCloseAfterDays,
  canonicalUrl: articles.canonicalUrl,
  seoTitle: articles.seoTitle,
  seoDescription: articles.seoDescription,
  categories: allItems(categoryList),
  tags: allItems<ArticleTag>(tagList),
  authors: allItems<ArticleAuthor>(creatorList(creatorFields)),
  updatedAt: articles.updatedAt,
};

const hasMergedItem = sql<boolean>`exists (select from ${feedItems} where ${feedItems.articleId} = ${articles.id} and ${feedItems.state} = 'merged')`;

const hasStory = sql<boolean>`exists (select from ${storyArticles} where ${storyArticles.articleId} = ${articles.id} and ${storyArticles.listedAt} is not null)`;

/** Reads a published article with its parts, in one query; null if there is none (draft, withdrawn, unknown). */
export async function getArticleContent(db: Executor, slug: string): Promise<ArticleContent | null> {
  const [row] = await db
    .select({
      ...contentColumns,
      authors: allItems<ArticleAuthor>(creatorList(sql`${creatorFields}, 'articles', ${authorArticleCount}`)),
      isCoveredElsewhere: hasMergedItem,
      isInStory: hasStory,
    })
    .from(articles)
    .leftJoin(media, eq(media.id, articles.leadMediaId))
    .leftJoin(sources, eq(sources.id, articles.sourceId))
    .where(and(eq(articles.slug, slug), isPublished))
    .limit(1);
  return row ?? null;
}

const countsQuery = prepareOnce((db) => {
  const id = sql.placeholder("id");
  return db
    .select({ ...countColumns, votes: votesByStars(id) })
    .from(articles)
    .where(eq(articles.id, id))
    .prepare("article_counts");
});

/** Reads the counts that comments and votes change; undefined if there is no such article. */
export async function getArticleCounts(db: Executor, id: number): Promise<ArticlePageCounts | undefined> {
  const [row] = await countsQuery(db, undefined).execute({ id });
  return row && { ratings: row.ratings, commentCount: row.commentCount, stars: toStarCounts(row.votes) };
}

/** Lists the newest published articles of a scope with their bodies, for feeds. Keep `limit` small. */
export async function listFullArticles(db: Executor, scope: ArticleScope, limit: number): Promise<Article[]> {
  const ids = selectPageIds(db, scope, limit, 0);
  return db
    .select({ ...countColumns, ...contentColumns })
    .from(ids)
    .innerJoin(articles, eq(articles.id, ids.id))
    .leftJoin(media, eq(media.id, articles.leadMediaId))
    .leftJoin(sources, eq(sources.id, articles.sourceId))
    .orderBy(...newestFirst);
}

const joins = {
  category: { table: articleCategories, of: articleCategories.categoryId },
  tag: { table: articleTags, of: articleTags.tagId },
  author: { table: articleAuthors, of: articleAuthors.authorId },
  story: { table: storyArticles, of: storyArticles.storyId },
  series: { table: storyArticles, of: storyArticles.storyId },
};

/** Written exactly as in the index. */
const inSeriesOrder = [storyArticles.position, storyArticles.articleId];

/** Selects the ids of one page of a list, in its order, by an index scan. */
function selectPageIds(db: Executor, scope: ArticleScope, limit: number, offset: number) {
  if (scope.kind === "all" || scope.kind === "source") {
    return db
      .select({ id: articles.id })
      .from(articles)
      .where(scope.kind === "all" ? isPublished : and(eq(articles.sourceId, scope.id), isPublished))
      .orderBy(...newestFirst)
      .limit(limit)
      .offset(offset)
      .as("listed_ids");
  }
  const { table, of } = joins[scope.kind];
  return db
    .select({ id: table.articleId })
    .from(table)
    .where(and(eq(of, scope.id), isNotNull(table.listedAt)))
    .orderBy(
      ...(scope.kind === "series"
        ? inSeriesOrder
        : [sql`${table.listedAt} desc nulls last`, sql`${table.articleId} desc nulls last`]),
    )
    .limit(limit)
    .offset(offset)
    .as("listed_ids");
}

/**
 * Lists one page (from 1) of the published articles of a scope, in its order. Empty beyond the last page.
 * @param size articles per page
 */
export async function listArticles(
  db: Executor,
  scope: ArticleScope,
  page = 1,
  size = articlesPerPage,
): Promise<ArticleCard[]> {
  const ids = selectPageIds(db, scope, size, (page - 1) * size);
  const cards = db
    .select(cardColumns)
    .from(ids)
    .innerJoin(articles, eq(articles.id, ids.id))
    .leftJoin(media, eq(media.id, articles.leadMediaId));
  if (scope.kind !== "series") return cards.orderBy(...newestFirst);
  return cards.innerJoin(storyArticles, eq(storyArticles.articleId, articles.id)).orderBy(...inSeriesOrder);
}

/** Counts the published articles of a scope. */
export async function countArticles(db: Executor, scope: ArticleScope): Promise<number> {
  if (scope.kind === "all" || scope.kind === "source") {
    const condition = scope.kind === "all" ? isPublished : and(eq(articles.sourceId, scope.id), isPublished);
    const [row] = await db.select({ n: count() }).from(articles).where(condition);
    return row?.n ?? 0;
  }
  const { table, of } = joins[scope.kind];
  const [row] = await db
    .select({ n: count() })
    .from(table)
    .where(and(eq(of, scope.id), isNotNull(table.listedAt)));
  return row?.n ?? 0;
}

/** Reads the cards of the published articles among `ids`, in the order of `ids`. */
export async function listCards(db: Executor, ids: number[]): Promise<ArticleCard[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select(cardColumns)
    .from(articles)
    .leftJoin(media, eq(media.id, articles.leadMediaId))
    .where(and(inArray(articles.id, ids), isPublished));
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

/** Finds the id of a published article, or of the discussion of a published page; undefined for any other slug. */
export async function findDiscussionId(db: Executor, slug: string): Promise<number | undefined> {
  const [article] = await db
    .select({ id: articles.id })
    .from(articles)
    .where(and(eq(articles.slug, slug), hasReaders));
  return article?.id;
}

/** SQL condition, in a query of articles: whether the member is one of the article's authors. */
export const isArticleAuthor = (memberId: number | SQLWrapper) =>
  sql<boolean>`exists (select 1 from ${articleAuthors} join ${authors} on ${authors.id} = ${articleAuthors.authorId} where ${articleAuthors.articleId} = ${articles.id} and ${authors.memberId} = ${memberId})`;
