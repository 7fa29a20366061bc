import { desc, eq, type SQL, sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import type { Executor } from "#db/client.ts";
import { backupConnectionName } from "#db/running-backups.ts";
import {
  articleDrafts,
  articleMedia,
  articleRevisionMedia,
  articles,
  authors,
  libraryPictures,
  media,
  sitePages,
} from "#db/schema.ts";
import { toTextArray } from "#db/text-array.ts";
import { isLogo } from "#features/settings/queries.ts";

/** As many pictures as one looks through without searching. */
const maxLogoChoices = 12;

const fileColumns = {
  id: media.id,
  format: media.format,
  width: media.width,
  height: media.height,
  animated: media.animated,
  revision: media.revision,
  focusX: media.focusX,
  focusY: media.focusY,
};

/** Reads what describes a picture's file; undefined if there is none. */
export async function findMedia(db: Executor, id: string) {
  const [row] = await db.select(fileColumns).from(media).where(eq(media.id, id));
  return row;
}

export interface LogoPicture {
  id: string;
  width: number;
  height: number;
  alt: string;
  revision: number;
}

/** Reads what a page needs to show a picture of the library as the site's logo. */
export async function findLogo(db: Executor, id: string): Promise<LogoPicture | null> {
  const [row] = await db
    .select({ id: media.id, width: media.width, height: media.height, alt: media.alt, revision: media.revision })
    .from(media)
    .where(eq(media.id, id));
  return row ?? null;
}

/** Lists the pictures offered as logo: the chosen ones, then the newest of the library. */
export async function listLogoChoices(db: Executor, chosen: string[]): Promise<{ id: string; alt: string }[]> {
  const isChosen = sql`${libraryPictures.mediaId} = any(${toTextArray(chosen)})`;
  return db
    .select({ id: media.id, alt: media.alt })
    .from(libraryPictures)
    .innerJoin(media, eq(media.id, libraryPictures.mediaId))
    .orderBy(sql`${isChosen} desc`, desc(media.createdAt))
    .limit(maxLogoChoices);
}

/** Finds the picture of the library whose present file this is. */
export async function findByContentHash(db: Executor, contentHash: string) {
  const [row] = await db
    .select(fileColumns)
    .from(libraryPictures)
    .innerJoin(media, eq(media.id, libraryPictures.mediaId))
    .where(eq(libraryPictures.contentHash, contentHash));
  return row;
}

/** The pictures of all drafts and pages, which no foreign key covers, computed once per statement. There are few of both. */
const picturesInDraftsAndPages = sql`
  select content ->> 'leadMediaId' from ${articleDrafts} where content ->> 'leadMediaId' is not null
  union all
  select found[1] from ${articleDrafts}, regexp_matches(content ->> 'bodyHtml', 'src="/media/([a-f0-9]{24})"', 'g') as found
  union all
  select found[1] from ${sitePages}, regexp_matches(body, '/media/([a-f0-9]{24})', 'g') as found`;

/**
 * Whether neither an article (published text, draft or revision), nor a page, nor the site itself shows the picture of this column.
 */
export function isUnused(mediaId: AnyPgColumn): SQL {
  return sql`not exists (select from ${articleMedia} where ${articleMedia.mediaId} = ${mediaId})
    and not exists (select from ${articleRevisionMedia} where ${articleRevisionMedia.mediaId} = ${mediaId})
    and not exists (select from ${articles} where ${articles.leadMediaId} = ${mediaId})
    and not exists (select from ${authors} where ${authors.portraitMediaId} = ${mediaId})
    and ${mediaId} not in (${picturesInDraftsAndPages})
    and not ${isLogo(mediaId)}`;
}

/**
 * Whether a backup reads this database: it still needs the files of pictures that were deleted or replaced since it began.
 * What is not deleted now is deleted by the worker within a day.
 */
export async function isBackupRunning(db: Executor): Promise<boolean> {
  const [row] = await db.execute<{ running: boolean }>(sql`
    select exists (select from pg_stat_activity
      where datname = current_database() and application_name = ${backupConnectionName}) as running`);
  return row?.running === true;
}
