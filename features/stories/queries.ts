import { and, desc, eq, ilike, isNull, lt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { escapeLike } from "#db/like-pattern.ts";
import type { ArticleStatus } from "#db/schema/articles.ts";
import type { StoryKind } from "#db/schema/stories.ts";
import { articles, stories, storyArticles } from "#db/schema.ts";
import type { Archive } from "#features/taxonomy/queries.ts";
import { maxLatest, maxOfferedStories, maxPartsAround, maxPlace, storiesPerAdminPage } from "./rules.ts";

/** A story or series, as its page and its feeds show it. */
export interface Story extends Archive {
  kind: StoryKind;
}

const storyColumns = {
  id: stories.id,
  slug: stories.slug,
  name: stories.title,
  description: stories.deck,
  kind: stories.kind,
};

const hasArticle = sql`exists (select from ${storyArticles} where ${storyArticles.storyId} = ${stories.id} and ${storyArticles.listedAt} is not null)`;

/** Finds a story that has a published article; null for any other. */
export async function getStory(db: Executor, slug: string): Promise<Story | null> {
  const [row] = await db
    .select(storyColumns)
    .from(stories)
    .where(and(eq(stories.slug, slug), hasArticle));
  return row ?? null;
}

/** A published article of a story. */
export interface StoryPart {
  slug: string;
  title: string;
  /** Its number in a series, from 1; 0 in a running story. */
  number: number;
  /** ISO 8601. */
  publishedAt: string;
}

/** What an article's page says about its story. */
export interface StoryLinks {
  slug: string;
  title: string;
  kind: StoryKind;
  /** A series: its parts in order, this one among them. A running story: its latest other articles. */
  parts: StoryPart[];
  /** The number of this part, and of all parts of the series. */
  number: number;
  total: number;
}

/**
 * Finds the story of a published article with its other published articles, in one statement. It counts the parts of a
 * series in an index and reads only those around the article. `slug` is the article's own; undefined if there is no such
 * article.
 */
export async function findStoryLinks(
  db: Executor,
  articleId: number,
): Promise<{ slug: string; story: StoryLinks | null } | undefined> {
  const listed = sql`from ${storyArticles} j where j.story_id = s.id and j.listed_at is not null`;
  const isAfterOwn = sql`(j.position, j.article_id) > (own.position, own.article_id)`;
  const isSeries = sql`s.kind = 'series'`;
  const [row] = await db.execute<{ slug: string; story: StoryLinks | null }>(sql`
    select a.slug, case when s.id is not null then jsonb_build_object(
      'slug', s.slug, 'title', s.title, 'kind', s.kind, 'parts', coalesce(l.parts, '[]'::jsonb),
      'number', c.number, 'total', c.total) end as story
    from ${articles} a
    left join ${storyArticles} own on own.article_id = a.id and own.listed_at is not null
    left join ${stories} s on s.id = own.story_id
    left join lateral (
      select count(*)::int as total, (count(*) filter (where not ${isAfterOwn}))::int as number ${listed} and ${isSeries}
    ) c on true
    left join lateral (
      select jsonb_agg(jsonb_build_object('slug', p.slug, 'title', p.title, 'number', n.number, 'publishedAt', n.listed_at)
        order by n.number, n.listed_at desc, n.article_id desc) as parts
      from (
        select article_id, listed_at, c.number + 1 - row_number() over (order by position desc, article_id desc) as number from (
          select j.* ${listed} and not ${isAfterOwn} and ${isSeries}
          order by j.position desc, j.article_id desc limit ${maxPartsAround + 1}) as before
        union all
        select article_id, listed_at, c.number + row_number() over (order by position, article_id) from (
          select j.* ${listed} and ${isAfterOwn} and ${isSeries}
          order by j.position, j.article_id limit ${maxPartsAround}) as after
        union all
        (select j.article_id, j.listed_at, 0 ${listed} and s.kind = 'story' and j.article_id <> a.id
          order by j.listed_at desc nulls last, j.article_id desc nulls last limit ${maxLatest})
      ) n join ${articles} p on p.id = n.article_id and p.status = 'published'
    ) l on true
    where a.id = ${articleId}`);
  return row && { slug: row.slug, story: row.story };
}

/** A story as the newsroom chooses it. */
export interface StoryChoice {
  id: number;
  name: string;
  kind: StoryKind;
}

/** Lists the newest stories, and the one with the id `kept` if it is older. */
export async function listStoryChoices(db: Executor, kept?: number | null): Promise<StoryChoice[]> {
  const columns = { id: stories.id, name: stories.title, kind: stories.kind };
  const newest = await db
    .select(columns)
    .from(stories)
    .where(isNull(stories.mergedIntoId))
    .orderBy(desc(stories.id))
    .limit(maxOfferedStories);
  if (!kept || newest.some(({ id }) => id === kept)) return newest;
  return [...newest, ...(await db.select(columns).from(stories).where(eq(stories.id, kept)))];
}

/** The place of an article among all articles of its story, published or not. */
export interface StoryPlace {
  number: number;
  total: number;
}

/** Finds the place of an article in its series; undefined if it is in none. */
export async function findStoryPlace(db: Executor, articleId: number): Promise<StoryPlace | undefined> {
  const [row] = await db.execute<{ number: number; total: number }>(sql`
    select count(*) filter (where (j.position, j.article_id) <= (own.position, own.article_id))::int as number, count(*)::int as total
    from ${storyArticles} own
    join ${stories} s on s.id = own.story_id and s.kind = 'series'
    join ${storyArticles} j on j.story_id = own.story_id
    where own.article_id = ${articleId}
    having count(*) > 0`);
  return row && { number: row.number, total: row.total };
}

/** A story in the newsroom's list. */
export interface CountedStory extends Story {
  /** Number of its published articles, and of all. */
  published: number;
  articles: number;
}

/** Lists one page of stories, the newest first, below the id `before`; `words` occur in the title. */
export async function listStories(
  db: Executor,
  { words = "", before }: { words?: string; before?: number | undefined } = {},
): Promise<{ stories: CountedStory[]; next: number | undefined }> {
  const count = (what: string) =>
    sql<number>`(select count(${sql.identifier(what)})::int from ${storyArticles} where ${storyArticles.storyId} = ${stories.id})`;
  const rows = await db
    .select({ ...storyColumns, published: count("listed_at"), articles: count("article_id") })
    .from(stories)
    .where(
      and(
        isNull(stories.mergedIntoId),
        before === undefined ? undefined : lt(stories.id, before),
        words === "" ? undefined : ilike(stories.title, `%${escapeLike(words)}%`),
      ),
    )
    .orderBy(desc(stories.id))
    .limit(storiesPerAdminPage + 1);
  const shown = rows.slice(0, storiesPerAdminPage);
  return { stories: shown, next: rows.length > storiesPerAdminPage ? shown.at(-1)?.id : undefined };
}

/** Finds a story by its id, published or not; undefined if it was deleted or merged. `lock` locks it until the transaction ends. */
export async function findStory(db: Executor, id: number, lock = false): Promise<Story | undefined> {
  const query = db
    .select(storyColumns)
    .from(stories)
    .where(and(eq(stories.id, id), isNull(stories.mergedIntoId)));
  const [row] = lock ? await query.for("no key update") : await query;
  return row;
}

/** Finds a story by title (case-insensitively) or slug; the title has precedence, then the older story. */
export async function findStoryByTitle(db: Executor, words: string): Promise<Story | undefined> {
  const isTitled = sql`lower(${stories.title}) = lower(${words})`;
  const [row] = await db
    .select(storyColumns)
    .from(stories)
    .where(sql`(${isTitled} or ${stories.slug} = lower(${words})) and ${stories.mergedIntoId} is null`)
    .orderBy(sql`${isTitled} desc`, stories.id)
    .limit(1);
  return row;
}

/** Returns the present id: a merged story is replaced by the one that it was merged into. */
export async function resolveMergedStory(db: Executor, id: number): Promise<number> {
  const [row] = await db.select({ intoId: stories.mergedIntoId }).from(stories).where(eq(stories.id, id));
  return row?.intoId ?? id;
}

/** An article of a story, as the newsroom puts them in order. */
export interface PlacedArticle {
  id: number;
  title: string;
  status: ArticleStatus;
}

/** Lists the articles of a story, published or not: a series in its order, a running story the newest first. */
export async function listPlacedArticles(db: Executor, story: Pick<Story, "id" | "kind">): Promise<PlacedArticle[]> {
  return db
    .select({ id: articles.id, title: articles.title, status: articles.status })
    .from(storyArticles)
    .innerJoin(articles, eq(articles.id, storyArticles.articleId))
    .where(eq(storyArticles.storyId, story.id))
    .orderBy(
      ...(story.kind === "series"
        ? [storyArticles.position, storyArticles.articleId]
        : [sql`${storyArticles.listedAt} desc nulls first`, desc(storyArticles.articleId)]),
    )
    .limit(maxPlace);
}
