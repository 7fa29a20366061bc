import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { DeskContent } from "#db/schema/desk.ts";
import {
  articleAuthors,
  articleCategories,
  articleDesks,
  articles,
  articleTags,
  authors,
  media,
  members,
  sources,
  tags,
} from "#db/schema.ts";
import { mergedInto } from "#features/taxonomy/filing/queries.ts";
import type { ArticleStatus } from "../rules.ts";

export interface Desk {
  id: number;
  /** The article's own, as readers have it. */
  slug: string;
  status: ArticleStatus;
  publishedAt: Date | null;
  ownerId: number | null;
  version: number;
  /** What is worked on: the working copy, else the article itself. */
  content: DeskContent;
  /** The working copy differs from the article's own row. */
  differs: boolean;
  savedAt: Date | null;
  savedBy: string | null;
  /** The page that saved last, by its own key. */
  savedOn: string | null;
}

const namesOf = (table: "tags" | "authors" | "categories") => {
  const list = {
    tags: sql`select t.name as item, j.position from ${articleTags} j join ${tags} t on t.id = j.tag_id where j.article_id = ${articles.id}`,
    authors: sql`select j.author_id as item, j.position from ${articleAuthors} j where j.article_id = ${articles.id}`,
    categories: sql`select j.category_id as item, j.position from ${articleCategories} j where j.article_id = ${articles.id}`,
  }[table];
  return sql`(select coalesce(jsonb_agg(item order by position), '[]'::jsonb) from (${list}) listed)`;
};

/** An article as the newsroom works on it; undefined when there is none. `lock` holds it until the transaction ends. */
export async function findDesk(db: Executor, id: number, lock = false): Promise<Desk | undefined> {
  if (lock) await db.execute(sql`select 1 from ${articles} where ${articles.id} = ${id} for no key update`);
  const row = await findBoth(db, id);
  if (!row) return undefined;
  const { working, slug, status, publishedAt, ownerId, version, savedAt, savedBy, savedOn, ...stored } = row;
  return {
    ...{ id: row.id, slug, status, publishedAt, ownerId, version, savedAt, savedBy, savedOn },
    differs: working !== null,
    content: working ?? contentOf(stored, slug),
  };
}

/** The article's own text, as readers have it, whatever is being worked on; undefined when there is none. */
export async function findStored(db: Executor, id: number): Promise<DeskContent | undefined> {
  const row = await findBoth(db, id);
  if (!row) return undefined;
  const { working: _, slug, status, publishedAt, ownerId, version, savedAt, savedBy, savedOn, ...stored } = row;
  return contentOf(stored, slug);
}

async function findBoth(db: Executor, id: number) {
  const [row] = await db
    .select({
      id: articles.id,
      slug: articles.slug,
      status: articles.status,
      publishedAt: articles.publishedAt,
      ownerId: articleDesks.ownerId,
      version: sql<number>`coalesce(${articleDesks.version}, 0)`.mapWith(Number),
      working: articleDesks.content,
      savedAt: articleDesks.savedAt,
      savedBy: members.name,
      savedOn: articleDesks.savedOn,
      title: articles.title,
      lead: articles.lead,
      bodyHtml: articles.bodyHtml,
      leadMediaId: articles.leadMediaId,
      leadCaption: articles.leadCaption,
      source: sql<
        DeskContent["source"]
      >`case when ${sources.id} is null then null else jsonb_build_object('name', ${sources.name}, 'title', coalesce(${articles.sourceTitle}, ''), 'url', ${articles.sourceUrl}, 'syndicated', ${articles.syndicated}) end`,
      canonicalUrl: articles.canonicalUrl,
      seoTitle: articles.seoTitle,
      seoDescription: articles.seoDescription,
      commentPolicy: articles.commentPolicy,
      commentsCloseAfterDays: articles.commentsCloseAfterDays,
      tags: sql<string[]>`${namesOf("tags")}`,
      authorIds: sql<number[]>`${namesOf("authors")}`,
      categoryIds: sql<number[]>`${namesOf("categories")}`,
    })
    .from(articles)
    .leftJoin(articleDesks, eq(articleDesks.articleId, articles.id))
    .leftJoin(members, eq(members.id, articleDesks.savedBy))
    .leftJoin(sources, eq(sources.id, articles.sourceId))
    .where(eq(articles.id, id));
  return row;
}

function contentOf(stored: Omit<DeskContent, "slug"> & { id: number }, slug: string): DeskContent {
  const { id: _, ...content } = stored;
  return { ...content, slug: isMadeUp(slug) ? "" : slug };
}

/** A draft has to have some slug; this is one that no reader ever sees. */
export function madeUpSlug(uuid: string): string {
  return `draft-${uuid}`;
}

export function isMadeUp(slug: string): boolean {
  return /^draft-[0-9a-f]{8}-[0-9a-f-]{27}$/.test(slug);
}

/** Names of tags that begin so, or hold a word that does; the most used are not looked for: the alphabet is predictable. */
export async function suggestTags(db: Executor, beginning: string, most = 10): Promise<string[]> {
  const text = beginning.trim().replace(/[\\%_]/g, "\\$&");
  if (text === "") return [];
  const rows = await db
    .select({ name: tags.name })
    .from(tags)
    .where(sql`${tags.name} ilike ${`${text}%`} or ${tags.name} ilike ${`% ${text}%`}`)
    .orderBy(sql`${tags.name} not ilike ${`${text}%`}`, tags.name)
    .limit(most);
  return rows.map(({ name }) => name);
}

/** A text as it is filed by now: a page that was open, or an old revision, names categories that were merged into others since. */
export async function withMergedCategories(db: Executor, content: DeskContent): Promise<DeskContent> {
  return { ...content, categoryIds: await mergedInto(db, "category", content.categoryIds) };
}

/** A picture as the editor shows it. */
export async function findPicture(db: Executor, id: string) {
  const [row] = await db
    .select({ id: media.id, revision: media.revision, alt: media.alt })
    .from(media)
    .where(eq(media.id, id));
  return row;
}

/** The byline of a member: theirs, the oldest first. */
export async function findByline(db: Executor, memberId: number): Promise<number | undefined> {
  const [row] = await db
    .select({ id: authors.id })
    .from(authors)
    .where(eq(authors.memberId, memberId))
    .orderBy(authors.id)
    .limit(1);
  return row?.id;
}
