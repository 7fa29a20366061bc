import { and, eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { toIdArray } from "#db/id-array.ts";
import { escapeLike } from "#db/like-pattern.ts";
import type { ArticleStatus } from "#db/schema/articles.ts";
import type { DiscussionState, DraftContent } from "#db/schema/newsroom.ts";
import {
  articleAuthors,
  articleCategories,
  articleDrafts,
  articles,
  articleTags,
  authors,
  media,
  members,
  sources,
  storyArticles,
  tags,
} from "#db/schema.ts";
import { resolveMergedTerms } from "#features/taxonomy/queries.ts";
import { dropOutdatedChoices } from "./discussion-choices.ts";

export interface Draft {
  id: number;
  /** The article's own slug, which readers see. */
  slug: string;
  status: ArticleStatus;
  publishedAt: Date | null;
  ownerId: number | null;
  version: number;
  /** The story of the article's own row. */
  storyId: number | null;
  /** The article's discussion as it is now. */
  discussion: DiscussionState;
  /** The draft's content, or the article's own if there is no draft; of its discussion what an editor chose, if that still applies. */
  content: DraftContent;
  /** Whether the draft differs from the article's own row. */
  differs: boolean;
  savedAt: Date | null;
  savedBy: string | null;
  /** The key of the page that saved last. */
  lastPageKey: string | null;
}

const joinedNames = (table: "tags" | "authors" | "categories") => {
  const list = {
    tags: sql`select t.name as item, j.position from ${articleTags} j join ${tags} t on t.id = j.tag_id where j.article_id = ${articles.id}`,
    authors: sql`select j.author_id as item, j.position from ${articleAuthors} j where j.article_id = ${articles.id}`,
    categories: sql`select j.category_id as item, j.position from ${articleCategories} j where j.article_id = ${articles.id}`,
  }[table];
  return sql`(select coalesce(jsonb_agg(item order by position), '[]'::jsonb) from (${list}) listed)`;
};

/** Reads an article with its draft; undefined if there is none. `lock` locks it until the transaction ends. */
export async function findDraft(db: Executor, id: number, lock = false): Promise<Draft | undefined> {
  if (lock) await db.execute(sql`select 1 from ${articles} where ${articles.id} = ${id} for no key update`);
  const [row] = await findDraftsAndArticles(db, [id]);
  return row && toDraft(row);
}

/** Reads several articles with their drafts, by their ids. */
export async function findDrafts(db: Executor, ids: number[]): Promise<Map<number, Draft>> {
  return new Map((await findDraftsAndArticles(db, ids)).map((row) => [row.id, toDraft(row)]));
}

function toDraft(row: Awaited<ReturnType<typeof findDraftsAndArticles>>[number]): Draft {
  const { working, slug, status, publishedAt, ownerId, version, savedAt, savedBy, lastPageKey, discussion, ...stored } =
    row;
  const own = toStoredContent(stored, slug);
  return {
    id: row.id,
    slug,
    status,
    publishedAt,
    ownerId,
    version,
    savedAt,
    savedBy,
    lastPageKey,
    differs: working !== null,
    storyId: stored.storyId,
    discussion,
    content: working ? dropOutdatedChoices({ story: own.story ?? null, ...working }, row) : own,
  };
}

/** Reads the article's own text, without its draft; undefined if there is none. */
export async function findStoredContent(db: Executor, id: number): Promise<DraftContent | undefined> {
  const [row] = await findDraftsAndArticles(db, [id]);
  if (!row) return undefined;
  const { working: _, discussion: __, slug, ...rest } = row;
  const { status, publishedAt, ownerId, version, savedAt, savedBy, lastPageKey, ...stored } = rest;
  return toStoredContent(stored, slug);
}

function findDraftsAndArticles(db: Executor, ids: number[]) {
  return db
    .select({
      id: articles.id,
      slug: articles.slug,
      status: articles.status,
      publishedAt: articles.publishedAt,
      ownerId: articleDrafts.ownerId,
      version: sql<number>`coalesce(${articleDrafts.version}, 0)`.mapWith(Number),
      working: articleDrafts.content,
      savedAt: articleDrafts.savedAt,
      savedBy: members.name,
      lastPageKey: articleDrafts.lastPageKey,
      title: articles.title,
      lead: articles.lead,
      bodyHtml: articles.bodyHtml,
      leadMediaId: articles.leadMediaId,
      leadCaption: articles.leadCaption,
      source: sql<
        DraftContent["source"]
      >`case when ${sources.id} is null then null else jsonb_build_object('name', ${sources.name}, 'title', coalesce(${articles.sourceTitle}, ''), 'url', ${articles.sourceUrl}, 'syndicated', ${articles.syndicated}) end`,
      canonicalUrl: articles.canonicalUrl,
      seoTitle: articles.seoTitle,
      seoDescription: articles.seoDescription,
      discussion: { policy: articles.commentPolicy, slowModeMinutes: articles.slowModeMinutes },
      commentsCloseAfterDays: articles.commentsCloseAfterDays,
      storyId: storyArticles.storyId,
      tags: sql<string[]>`${joinedNames("tags")}`,
      authorIds: sql<number[]>`${joinedNames("authors")}`,
      categoryIds: sql<number[]>`${joinedNames("categories")}`,
    })
    .from(articles)
    .leftJoin(articleDrafts, eq(articleDrafts.articleId, articles.id))
    .leftJoin(members, eq(members.id, articleDrafts.savedBy))
    .leftJoin(sources, eq(sources.id, articles.sourceId))
    .leftJoin(storyArticles, eq(storyArticles.articleId, articles.id))
    .where(and(sql`${articles.id} = any(${toIdArray(ids)})`, sql`${articles.status} <> 'page'`));
}

function toStoredContent(
  stored: Omit<DraftContent, "slug" | "story"> & { id: number; storyId: number | null },
  slug: string,
): DraftContent {
  const { id: _, storyId, ...content } = stored;
  const story = storyId === null ? null : { id: storyId, title: "", kind: "story" as const, place: null };
  return { ...content, story, slug: isPlaceholderSlug(slug) ? "" : slug };
}

/** Makes the slug of a draft, which the database requires and no reader sees. */
export function placeholderSlug(uuid: string): string {
  return `draft-${uuid}`;
}

export function isPlaceholderSlug(slug: string): boolean {
  return /^draft-[0-9a-f]{8}-[0-9a-f-]{27}$/.test(slug);
}

/**
 * Suggests tags whose name begins with the text, or has a word that does, in alphabetical order, which is easier to
 * predict than an order by use.
 */
export async function suggestTags(db: Executor, beginning: string, limit = 10): Promise<string[]> {
  const text = escapeLike(beginning.trim());
  if (text === "") return [];
  const rows = await db
    .select({ name: tags.name })
    .from(tags)
    .where(sql`${tags.name} ilike ${`${text}%`} or ${tags.name} ilike ${`% ${text}%`}`)
    .orderBy(sql`${tags.name} not ilike ${`${text}%`}`, tags.name)
    .limit(limit);
  return rows.map(({ name }) => name);
}

/** Replaces merged categories in a content: an open page or an old revision may still name them. */
export async function resolveMergedCategories(db: Executor, content: DraftContent): Promise<DraftContent> {
  return { ...content, categoryIds: await resolveMergedTerms(db, "category", content.categoryIds) };
}

/** Reads a picture as the editor shows it. */
export async function findLeadPicture(db: Executor, id: string) {
  const [row] = await db
    .select({ id: media.id, revision: media.revision, alt: media.alt })
    .from(media)
    .where(eq(media.id, id));
  return row;
}

/** Finds the oldest byline of a member. */
export async function findByline(db: Executor, memberId: number): Promise<number | undefined> {
  const [row] = await db
    .select({ id: authors.id })
    .from(authors)
    .where(eq(authors.memberId, memberId))
    .orderBy(authors.id)
    .limit(1);
  return row?.id;
}
