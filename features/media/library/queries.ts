import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { ArticleStatus } from "#db/schema/articles.ts";
import {
  articleDrafts,
  articleMedia,
  articleRevisionMedia,
  articleRevisions,
  articles,
  authors,
  libraryPictures,
  media,
  members,
  sitePages,
} from "#db/schema.ts";
import { isLogo } from "#features/settings/queries.ts";
import { isUnused } from "../queries.ts";
import { picturesPerPage } from "../rules.ts";

/** A picture of the library with its metadata. */
export interface LibraryPicture {
  id: string;
  width: number;
  height: number;
  format: string;
  bytes: number;
  animated: boolean;
  revision: number;
  version: number;
  alt: string;
  caption: string;
  credit: string;
  licence: string;
  focusX: number;
  focusY: number;
  originalName: string;
  addedAt: Date;
  uploaderId: number | null;
  /** Null: it was imported, or its uploader's account was deleted. */
  uploader: string | null;
}

const columns = {
  id: media.id,
  width: media.width,
  height: media.height,
  format: media.format,
  bytes: media.bytes,
  animated: media.animated,
  revision: media.revision,
  version: media.version,
  alt: media.alt,
  caption: media.caption,
  credit: media.credit,
  licence: media.licence,
  focusX: media.focusX,
  focusY: media.focusY,
  originalName: media.originalName,
  addedAt: libraryPictures.addedAt,
  uploaderId: libraryPictures.uploaderId,
  uploader: members.name,
};

/** Reads a picture of the library; undefined for any other id, such as a member's avatar. */
export async function findPicture(db: Executor, id: string): Promise<LibraryPicture | undefined> {
  const [row] = await db
    .select(columns)
    .from(libraryPictures)
    .innerJoin(media, eq(media.id, libraryPictures.mediaId))
    .leftJoin(members, eq(members.id, libraryPictures.uploaderId))
    .where(eq(libraryPictures.mediaId, id));
  return row;
}

export interface LibraryQuery {
  /** Search terms in the alternative text, caption, credit or file name; the last one may be incomplete. */
  words?: string | undefined;
  /** `unused`: no article shows it; `undescribed`: it has no alternative text. */
  only?: "unused" | "undescribed" | undefined;
  uploaderId?: number | undefined;
  /** The cursor of the previous page. */
  after?: string | undefined;
}

/**
 * Lists a page of the library, newest first, by an index scan, so that the last page is as fast as the first. `next` is
 * the `after` of the next page.
 */
export async function listPictures(
  db: Executor,
  { words, only, uploaderId, after }: LibraryQuery,
  size = picturesPerPage,
): Promise<{ pictures: LibraryPicture[]; next: string | undefined }> {
  const cursor = after === undefined ? undefined : readCursor(after);
  const search = words === undefined ? undefined : toSearchQuery(words);
  const conditions: (SQL | undefined)[] = [
    cursor &&
      sql`(${libraryPictures.addedAt}, ${libraryPictures.mediaId}) < (${cursor.addedAt}::timestamptz, ${cursor.id})`,
    search === undefined ? undefined : sql`${libraryPictures.search} @@ to_tsquery('fr'::regconfig, ${search})`,
    only === "undescribed" ? sql`not ${libraryPictures.hasAlt}` : undefined,
    only === "unused" ? isUnused(libraryPictures.mediaId) : undefined,
    uploaderId === undefined ? undefined : eq(libraryPictures.uploaderId, uploaderId),
  ];
  const rows = await db
    .select(columns)
    .from(libraryPictures)
    .innerJoin(media, eq(media.id, libraryPictures.mediaId))
    .leftJoin(members, eq(members.id, libraryPictures.uploaderId))
    .where(and(...conditions))
    .orderBy(search === undefined ? newestFirst : newestFirstSorted, sql`${libraryPictures.mediaId} desc nulls last`)
    .limit(size + 1);
  const pictures = rows.slice(0, size);
  const last = pictures.at(-1);
  return { pictures, next: rows.length > size && last ? `${last.addedAt.getTime()}-${last.id}` : undefined };
}

/** Written exactly as in the indexes, so that PostgreSQL scans the index instead of sorting. */
const newestFirst = sql`${libraryPictures.addedAt} desc nulls last`;
/** Search results are sorted instead: an index scan would read the whole library for a rare word. */
const newestFirstSorted = sql`${libraryPictures.addedAt} + interval '0' desc nulls last`;

function readCursor(after: string): { addedAt: string; id: string } | undefined {
  const [, time, id] = /^(\d{1,14})-([a-f0-9]{24})$/.exec(after) ?? [];
  return time && id ? { addedAt: new Date(Number(time)).toISOString(), id } : undefined;
}

/** Converts search terms for to_tsquery; each may be the beginning of a word. Undefined without any. */
function toSearchQuery(typed: string): string | undefined {
  const words = typed.slice(0, 200).match(/[\p{L}\p{N}]+/gu);
  return words?.map((word) => `${word}:*`).join(" & ");
}

/** Lists the uploaders by name, for the filter. */
export async function listUploaders(db: Executor): Promise<{ id: number; name: string }[]> {
  return db
    .select({ id: members.id, name: members.name })
    .from(members)
    .where(sql`exists (select from ${libraryPictures} where ${libraryPictures.uploaderId} = ${members.id})`)
    .orderBy(members.name, members.id)
    .limit(500);
}

/** Whether a picture is shown by a published or scheduled article, by a published page, as an author's portrait, or as the site's logo. */
export async function isPicturePublished(db: Executor, id: string): Promise<boolean> {
  const rows = await db.execute(sql`
    select 1 from ${articles} where ${articles.status} in ('published', 'scheduled') and (${articles.leadMediaId} = ${id}
      or ${articles.id} in (select ${articleMedia.articleId} from ${articleMedia} where ${articleMedia.mediaId} = ${id}))
    union all select 1 from ${authors} where ${authors.portraitMediaId} = ${id}
    union all select 1 from ${sitePages} where published_at is not null and strpos(body, ${`/media/${id}`}) > 0
    union all select 1 where ${isLogo(id)} limit 1`);
  return rows.length > 0;
}

export interface PictureUse {
  id: number;
  slug: string;
  title: string;
  /** Of an article; `page` and `draftPage`: it is a page that readers see, or one that they do not. */
  status: ArticleStatus | "page" | "draftPage";
  /** Shown above the text, in it, or both; neither if only a revision shows it, which can be restored. */
  lead: boolean;
  body: boolean;
}

/**
 * Lists where a picture is shown, including drafts and revisions, newest articles first, with the total number of
 * articles.
 * @param limit maximum number of uses listed
 */
export async function listUses(db: Executor, id: string, limit = 50): Promise<{ uses: PictureUse[]; count: number }> {
  const rows = await db.execute<{ [column in keyof PictureUse]: PictureUse[column] } & { count: number }>(sql`
    with uses as (
      select ${articles.id} as id, ${articles.slug} as slug, ${articles.title} as title, ${articles.status}::text as status,
        coalesce(bool_or(shown.lead), false) as lead, coalesce(bool_or(not shown.lead), false) as body
      from (
        select id as article_id, true as lead from ${articles} where lead_media_id = ${id}
        union all
        select article_id, false from ${articleMedia} where media_id = ${id}
        union all
        select article_id, true from ${articleDrafts} where content ->> 'leadMediaId' = ${id}
        union all
        select article_id, false from ${articleDrafts} where content ->> 'bodyHtml' like ${`%src="/media/${id}"%`}
        union all
        select article_id, null from ${articleRevisions}
        where id in (select revision_id from ${articleRevisionMedia} where media_id = ${id})
      ) shown join ${articles} on ${articles.id} = shown.article_id
      group by ${articles.id}
      union all
      select id, slug, title, case when published_at is not null and withdrawn_at is null then 'page' else 'draftPage' end,
        false, true
      from ${sitePages} where strpos(body, ${`/media/${id}`}) > 0
    )
    select *, (count(*) over ())::int as count from uses order by status in ('page', 'draftPage'), id desc limit ${limit}`);
  return {
    uses: rows.map(({ count: _, ...use }) => ({ ...use, id: Number(use.id) })),
    count: rows[0]?.count ?? 0,
  };
}
