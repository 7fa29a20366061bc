import { eq, sql } from "drizzle-orm";
import { listArticleCacheTags } from "#db/cache-tags/list-article-cache-tags.ts";
import { pageCacheTags } from "#db/cache-tags/pages.ts";
import { settingsCacheTag } from "#db/cache-tags/settings.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { articleMedia, articles, authors, libraryPictures, media, sitePages } from "#db/schema.ts";
import type { Role } from "#features/members/rules.ts";
import { isLogo } from "#features/settings/queries.ts";
import { ok, type Refusal, type Result, refused } from "#lib/result.ts";
import { mediaStorage } from "#lib/storage/media-storage.ts";
import type { Storage } from "#lib/storage/storage.ts";
import { runUploadEncoding } from "../encoding/concurrency-limit.ts";
import { encodeMaster } from "../encoding/master.ts";
import { computeContentHash, removeImage, type SpooledFile, updatePictureSearch } from "../mutations.ts";
import { mayEditPicture, mayReplace } from "../policy.ts";
import { findByContentHash, isBackupRunning } from "../queries.ts";
import { masterKey, parsePictureKey, pictureFolder } from "../storage-keys.ts";
import { isPicturePublished } from "./queries.ts";

interface Actor {
  id: number;
  role: Role;
}

interface PictureMetadata {
  alt: string;
  caption: string;
  credit: string;
  licence: string;
  focusX: number;
  focusY: number;
}

/**
 * Sets a picture's texts and focus, and invalidates the articles that show it. Refused if somebody changed it since
 * `version`.
 */
export async function updatePicture(
  db: Executor,
  viewer: Actor,
  id: string,
  version: number,
  words: PictureMetadata,
): Promise<Result<{ version: number }>> {
  return db.transaction(async (tx) => {
    const refusal = await lockForChange(tx, viewer, id, version);
    if (refusal) return refusal;
    await tx
      .update(media)
      .set({ ...words, version: version + 1 })
      .where(eq(media.id, id));
    await updatePictureSearch(tx, id);
    await invalidateUses(tx, id);
    return ok({ version: version + 1 });
  });
}

/**
 * Replaces a picture's file: its id, texts and uses stay, its addresses get the new revision. The former file and its
 * variants are deleted afterwards. Refused as `updatePicture` and `encodeMaster` refuse, with `picture.elsewhere` if
 * another picture has this file, and with `picture.published` for a contributor if the picture is published.
 */
export async function replacePicture(
  db: Executor,
  viewer: Actor,
  id: string,
  version: number,
  file: { bytes: Uint8Array | SpooledFile; originalName: string },
  storage: Storage = mediaStorage(),
): Promise<Result<{ revision: number; version: number }>> {
  const contentHash = computeContentHash(file);
  return runUploadEncoding(async () => {
    const early = await db.transaction((tx) => lockForReplacement(tx, viewer, id, version));
    if (early) return early;
    const bytes = file.bytes instanceof Uint8Array ? file.bytes : await file.bytes.read();
    const encoded = await encodeMaster(bytes);
    if (!encoded.ok) return encoded;
    const { bytes: copy, ...shape } = encoded.value;
    const done = await db.transaction(async (tx): Promise<Result<{ revision: number; version: number }>> => {
      const refusal = await lockForReplacement(tx, viewer, id, version);
      if (refusal) return refusal;
      const other = await findByContentHash(tx, contentHash);
      if (other) return refused(other.id === id ? "picture.same" : "picture.elsewhere");
      const [before] = await tx.select({ revision: media.revision }).from(media).where(eq(media.id, id));
      const revision = (before?.revision ?? 0) + 1;
      // The row is locked: nobody else writes this revision.
      await storage.put(masterKey(id, shape.format, revision), copy);
      const originalName = file.originalName.slice(0, 255);
      await tx
        .update(media)
        .set({ ...shape, bytes: copy.byteLength, originalName, revision, version: version + 1 })
        .where(eq(media.id, id));
      await tx.update(libraryPictures).set({ contentHash }).where(eq(libraryPictures.mediaId, id));
      await updatePictureSearch(tx, id);
      await invalidateUses(tx, id);
      return ok({ revision, version: version + 1 });
    });
    // A backup that runs may still have to read them; the worker removes what remains.
    if (done.ok && !(await isBackupRunning(db))) await deleteOlderRevisions(storage, id, done.value.revision);
    return done;
  });
}

/** Deletes an unused picture with its files. Refused with `picture.used` while something shows it. */
export async function deletePicture(
  db: Executor,
  viewer: Actor,
  id: string,
  version: number,
  storage: Storage = mediaStorage(),
): Promise<Result<undefined>> {
  const refusal = await db.transaction((tx) => lockForChange(tx, viewer, id, version));
  if (refusal) return refusal;
  return (await removeImage(db, id, storage)) ? ok(undefined) : refused("picture.used");
}

/** Locks a picture for a change by this viewer to this version; returns the refusal, if any. */
async function lockForChange(tx: Executor, viewer: Actor, id: string, version: number): Promise<Refusal | undefined> {
  const [row] = await tx.select({ version: media.version }).from(media).where(eq(media.id, id)).for("update");
  const [entry] = await tx
    .select({ uploaderId: libraryPictures.uploaderId })
    .from(libraryPictures)
    .where(eq(libraryPictures.mediaId, id));
  if (!row || !entry) return refused("picture.gone");
  if (!mayEditPicture(viewer, entry)) return refused("picture.notYours");
  return row.version === version ? undefined : refused("picture.changed");
}

/** Locks a picture for replacement. A publication that uses the picture waits until it is done. */
async function lockForReplacement(
  tx: Executor,
  viewer: Actor,
  id: string,
  version: number,
): Promise<Refusal | undefined> {
  const refusal = await lockForChange(tx, viewer, id, version);
  if (refusal) return refusal;
  // `lockForChange` admits contributors only to their own pictures.
  const may = mayReplace(viewer, { uploaderId: viewer.id, published: await isPicturePublished(tx, id) });
  return may ? undefined : refused("picture.published");
}

/**
 * Invalidates everything that shows a picture: articles, above or in their text, pages, its author's page as a portrait;
 * all of it if it is the site's logo.
 */
async function invalidateUses(tx: Executor, id: string): Promise<void> {
  const [logo] = await tx.execute<{ is: boolean }>(sql`select ${isLogo(id)} as is`);
  if (logo?.is) await invalidateTags(tx, [settingsCacheTag]);
  const portrayed = await tx.select({ handle: authors.handle }).from(authors).where(eq(authors.portraitMediaId, id));
  await invalidateTags(
    tx,
    portrayed.map(({ handle }) => taxonomyCacheTags.author(handle)),
  );
  const pages = await tx
    .select({ slug: sitePages.slug })
    .from(sitePages)
    .where(sql`strpos(${sitePages.body}, ${`/media/${id}`}) > 0`);
  await invalidateTags(
    tx,
    pages.map(({ slug }) => pageCacheTags.slug(slug)),
  );
  const rows = await tx.execute<{ id: number }>(sql`
    select ${articles.id} as id from ${articles} where ${articles.leadMediaId} = ${id}
    union select ${articleMedia.articleId} from ${articleMedia} where ${articleMedia.mediaId} = ${id}`);
  await invalidateTags(
    tx,
    await listArticleCacheTags(
      tx,
      rows.map((row) => Number(row.id)),
    ),
  );
}

/**
 * Deletes the files of earlier revisions. A download under way continues; later requests are redirected to the present
 * file.
 */
async function deleteOlderRevisions(storage: Storage, id: string, revision: number): Promise<void> {
  for await (const key of storage.list(pictureFolder(id))) {
    const of = parsePictureKey(key);
    if (of && of.revision < revision) await storage.delete(key);
  }
}
