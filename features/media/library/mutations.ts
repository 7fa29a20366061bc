import { eq, sql } from "drizzle-orm";
import { announce } from "#db/changes.ts";
import type { Executor } from "#db/client.ts";
import { articleMedia, articles, libraryPictures, media } from "#db/schema.ts";
import { tagsOfArticles } from "#features/articles/mutations.ts";
import type { Role } from "#features/members/rules.ts";
import { isLogo } from "#features/settings/queries.ts";
import { settingsTag } from "#features/settings/tags.ts";
import { ok, type Refusal, type Result, refused } from "#lib/result.ts";
import { mediaStorage, type Storage } from "#lib/storage.ts";
import { throughUploadGate } from "../encoding/gate.ts";
import { makeMaster } from "../encoding/master.ts";
import { masterKey, pictureFolder, pictureOfKey } from "../keys.ts";
import { contentHashOf, noteWords, removeImage, type WaitingFile } from "../mutations.ts";
import { mayEdit, mayReplace } from "../policy.ts";
import { findByContent } from "../queries.ts";
import { isPublished } from "./queries.ts";
import { revisionsUnread } from "./revisions.ts";

interface Who {
  id: number;
  role: Role;
}

export interface PictureWords {
  alt: string;
  caption: string;
  credit: string;
  licence: string;
  focusX: number;
  focusY: number;
}

/** Sets a picture's words and focus; the pages of the articles that show it follow. Refused when somebody changed it since `version`. */
export async function changePicture(
  db: Executor,
  viewer: Who,
  id: string,
  version: number,
  words: PictureWords,
): Promise<Result<{ version: number }>> {
  return db.transaction(async (tx) => {
    const refusal = await hold(tx, viewer, id, version);
    if (refusal) return refusal;
    await tx
      .update(media)
      .set({ ...words, version: version + 1 })
      .where(eq(media.id, id));
    await noteWords(tx, id);
    await announceUses(tx, id);
    return ok({ version: version + 1 });
  });
}

/**
 * Puts another file in a picture's place: same id, same words, wherever it is shown; its addresses carry the new revision. The former file
 * and its sizes go afterwards. Refused as `changePicture`, as `makeMaster`, with `picture.elsewhere` when another picture has this file, and with
 * `picture.published` for a contributor whose picture readers see.
 */
export async function replacePicture(
  db: Executor,
  viewer: Who,
  id: string,
  version: number,
  file: { bytes: Uint8Array | WaitingFile; originalName: string },
  storage: Storage = mediaStorage(),
): Promise<Result<{ revision: number; version: number }>> {
  const contentHash = contentHashOf(file);
  return throughUploadGate(async () => {
    const early = await db.transaction((tx) => holdToReplace(tx, viewer, id, version));
    if (early) return early;
    const bytes = file.bytes instanceof Uint8Array ? file.bytes : await file.bytes.read();
    const made = await makeMaster(bytes);
    if (!made.ok) return made;
    const { bytes: copy, ...shape } = made.value;
    const done = await db.transaction(async (tx): Promise<Result<{ revision: number; version: number }>> => {
      const refusal = await holdToReplace(tx, viewer, id, version);
      if (refusal) return refusal;
      const other = await findByContent(tx, contentHash);
      if (other) return refused(other.id === id ? "picture.same" : "picture.elsewhere");
      const [before] = await tx.select({ revision: media.revision }).from(media).where(eq(media.id, id));
      const revision = (before?.revision ?? 0) + 1;
      // The row is held: nobody else writes this revision.
      await storage.put(masterKey(id, shape.format, revision), copy);
      const originalName = file.originalName.slice(0, 255);
      await tx
        .update(media)
        .set({ ...shape, bytes: copy.byteLength, originalName, revision, version: version + 1 })
        .where(eq(media.id, id));
      await tx.update(libraryPictures).set({ contentHash }).where(eq(libraryPictures.mediaId, id));
      await noteWords(tx, id);
      await announceUses(tx, id);
      return ok({ revision, version: version + 1 });
    });
    if (done.ok) await removeOlder(storage, id, done.value.revision);
    return done;
  });
}

/**
 * Deletes a picture that nothing shows, with its files. Refused with `picture.used` while something does, and with `picture.unread` while
 * older revisions are still read for theirs.
 */
export async function deletePicture(
  db: Executor,
  viewer: Who,
  id: string,
  version: number,
  storage: Storage = mediaStorage(),
): Promise<Result<undefined>> {
  const refusal = await db.transaction((tx) => hold(tx, viewer, id, version));
  if (refusal) return refusal;
  if (await revisionsUnread(db)) return refused("picture.unread");
  return (await removeImage(db, id, storage)) ? ok(undefined) : refused("picture.used");
}

/** Locks a picture for a change by this viewer to this version of it; why not, if not. */
async function hold(tx: Executor, viewer: Who, id: string, version: number): Promise<Refusal | undefined> {
  const [row] = await tx.select({ version: media.version }).from(media).where(eq(media.id, id)).for("update");
  const [entry] = await tx
    .select({ uploaderId: libraryPictures.uploaderId })
    .from(libraryPictures)
    .where(eq(libraryPictures.mediaId, id));
  if (!row || !entry) return refused("picture.gone");
  if (!mayEdit(viewer, entry)) return refused("picture.notYours");
  return row.version === version ? undefined : refused("picture.changed");
}

/** The same for another file in its place. Whoever publishes an article with this picture waits until it is done. */
async function holdToReplace(tx: Executor, viewer: Who, id: string, version: number): Promise<Refusal | undefined> {
  const refusal = await hold(tx, viewer, id, version);
  if (refusal) return refusal;
  // What `hold` let pass is theirs.
  const may = mayReplace(viewer, { uploaderId: viewer.id, published: await isPublished(tx, id) });
  return may ? undefined : refused("picture.published");
}

/** The pages of all articles that show a picture, above or in their text; all pages, where it is the site's logo. */
async function announceUses(tx: Executor, id: string): Promise<void> {
  const [logo] = await tx.execute<{ is: boolean }>(sql`select ${isLogo(id)} as is`);
  if (logo?.is) await announce(tx, [settingsTag]);
  const rows = await tx.execute<{ id: number }>(sql`
    select ${articles.id} as id from ${articles} where ${articles.leadMediaId} = ${id}
    union select ${articleMedia.articleId} from ${articleMedia} where ${articleMedia.mediaId} = ${id}`);
  await announce(
    tx,
    await tagsOfArticles(
      tx,
      rows.map((row) => Number(row.id)),
    ),
  );
}

/** What earlier revisions left. One who reads such a file just now goes on reading it, or is led to the present one. */
async function removeOlder(storage: Storage, id: string, revision: number): Promise<void> {
  for await (const key of storage.list(pictureFolder(id))) {
    const of = pictureOfKey(key);
    if (of && of.revision < revision) await storage.delete(key);
  }
}
