import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { libraryPictures, media } from "#db/schema.ts";

const fileColumns = {
  id: media.id,
  format: media.format,
  width: media.width,
  height: media.height,
  animated: media.animated,
  revision: media.revision,
};

/** What describes a picture's file, undefined when there is none. */
export async function findMedia(db: Executor, id: string) {
  const [row] = await db.select(fileColumns).from(media).where(eq(media.id, id));
  return row;
}

/** The same for the library's picture that shows this very file now. */
export async function findByContent(db: Executor, contentHash: string) {
  const [row] = await db
    .select(fileColumns)
    .from(libraryPictures)
    .innerJoin(media, eq(media.id, libraryPictures.mediaId))
    .where(eq(libraryPictures.contentHash, contentHash));
  return row;
}
