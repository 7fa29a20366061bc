import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { ArticleStatus } from "#db/schema/articles.ts";
import {
  articleDrafts,
  articleMedia,
  articleRevisionMedia,
  articleRevisions,
  articles,
  libraryPictures,
  media,
  members,
} from "#db/schema.ts";
import { isLogo } from "#features/settings/queries.ts";
import { isUnused } from "../queries.ts";
import { picturesPerPage } from "../rules.ts";

/** A picture of the library, with all that is noted of it. */
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
  /** Null: it came with an import, or its uploader's account is gone. */
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

/** One picture of the library; undefined for any other id, a member's face included. */
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
  /** Words of the alternative text, caption, credit or file name, the last one perhaps not finished. */
  words?: string | undefined;
  /** `unused`: no article shows it; `undescribed`: it has no alternative text. */
  only?: "unused" | "undescribed" | undefined;
  uploaderId?: number | undefined;
  /** Where the page before ended. */
  after?: string | undefined;
}

/** A page of the library, newest first, walking an index: as quick on the last page as on the first. `next` is the `after` of the next one. */
export async function listPictures(
  db: Executor,
  { words, only, uploaderId, after }: LibraryQuery,
  size = picturesPerPage,
): Promise<{ pictures: LibraryPicture[]; next: string | undefined }> {
  const cursor = after === undefined ? undefined : readCursor(after);
  const asked = words === undefined ? undefined : toSearchQuery(words);
  const conditions: (SQL | undefined)[] = [
    cursor &&
      sql`(${libraryPictures.addedAt}, ${libraryPictures.mediaId}) < (${cursor.addedAt}::timestamptz, ${cursor.id})`,
    asked === undefined ? undefined : sql`${libraryPictures.search} @@ to_tsquery('fr'::regconfig, ${asked})`,
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
    .orderBy(asked === undefined ? newestFirst : newestFirstSorted, sql`${libraryPictures.mediaId} desc nulls last`)
    .limit(size + 1);
  const pictures = rows.slice(0, size);
  const last = pictures.at(-1);
  return { pictures, next: rows.length > size && last ? `${last.addedAt.getTime()}-${last.id}` : undefined };
}

/** As the indexes are written: a walk, never a sort. */
const newestFirst = sql`${libraryPictures.addedAt} desc nulls last`;
/** What few words find is looked up by them and sorted: a walk would read the whole library for a rare one. */
const newestFirstSorted = sql`${libraryPictures.addedAt} + interval '0' desc nulls last`;

function readCursor(after: string): { addedAt: string; id: string } | undefined {
  const [, time, id] = /^(\d{1,14})-([a-f0-9]{24})$/.exec(after) ?? [];
  return time && id ? { addedAt: new Date(Number(time)).toISOString(), id } : undefined;
}

/** What was typed, as to_tsquery wants it: each word may be the beginning of one. Undefined when there is none in it. */
function toSearchQuery(typed: string): string | undefined {
  const words = typed.slice(0, 200).match(/[\p{L}\p{N}]+/gu);
  return words?.map((word) => `${word}:*`).join(" & ");
}

/** Who has brought pictures, by name: for the filter. */
export async function listUploaders(db: Executor): Promise<{ id: number; name: string }[]> {
  return db
    .select({ id: members.id, name: members.name })
    .from(members)
    .where(sql`exists (select from ${libraryPictures} where ${libraryPictures.uploaderId} = ${members.id})`)
    .orderBy(members.name, members.id)
    .limit(500);
}

/** Whether readers see a picture, or will at a time that is set. */
export async function isPicturePublished(db: Executor, id: string): Promise<boolean> {
  const rows = await db.execute(sql`
    select 1 from ${articles} where ${articles.status} in ('published', 'scheduled') and (${articles.leadMediaId} = ${id}
      or ${articles.id} in (select ${articleMedia.articleId} from ${articleMedia} where ${articleMedia.mediaId} = ${id}))
    union all select 1 where ${isLogo(id)} limit 1`);
  return rows.length > 0;
}

export interface PictureUse {
  id: number;
  slug: string;
  title: string;
  status: ArticleStatus;
  /** Above the text, in it, or both; neither where only a revision shows it, which can be brought back. */
  lead: boolean;
  body: boolean;
}

/** Where a picture is shown, working copies and revisions included, the newest articles first, at most `most`, and in how many articles. */
export async function listUses(db: Executor, id: string, most = 50): Promise<{ uses: PictureUse[]; count: number }> {
  const rows = await db.execute<{ [column in keyof PictureUse]: PictureUse[column] } & { count: number }>(sql`
    select ${articles.id} as id, ${articles.slug} as slug, ${articles.title} as title, ${articles.status} as status,
      coalesce(bool_or(shown.lead), false) as lead, coalesce(bool_or(not shown.lead), false) as body, (count(*) over ())::int as count
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
    order by ${articles.id} desc
    limit ${most}`);
  return {
    uses: rows.map(({ count: _, ...use }) => ({ ...use, id: Number(use.id) })),
    count: rows[0]?.count ?? 0,
  };
}
