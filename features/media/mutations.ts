import { createHash } from "node:crypto";
import { and, eq, notExists, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { libraryPictures, media, memberAvatars } from "#db/schema.ts";
import { ok, type Result } from "#lib/result.ts";
import { mediaStorage } from "#lib/storage/media-storage.ts";
import type { Storage } from "#lib/storage/storage.ts";
import { runUploadEncoding } from "./encoding/concurrency-limit.ts";
import { encodeMaster, type Master } from "./encoding/master.ts";
import { findByContentHash, findMedia, isBackupRunning, isUnused } from "./queries.ts";
import { masterKey, pictureFolder } from "./storage-keys.ts";

/** A file on the disk that waits to be encoded, so that waiting uploads use no memory. */
export interface SpooledFile {
  /** SHA-256 of its bytes, in hexadecimal. */
  sha256: string;
  read(): Promise<Uint8Array>;
}

interface PictureUpload {
  bytes: Uint8Array | SpooledFile;
  /** Shown to people; the type is detected from the content. */
  originalName: string;
  alt?: string;
  caption?: string;
  credit?: string;
  /** The member who uploads it to the library. */
  uploaderId?: number;
  /** Crop the picture's middle to this many pixels wide and high. */
  square?: number;
  /**
   * The owner of an avatar: the same file of two members becomes two pictures, each deleted with its owner. Avatars are
   * not in the library.
   */
  owner?: string;
}

export interface StoredPicture {
  id: string;
  width: number;
  height: number;
  format: string;
  revision: number;
  /** The picture already existed. */
  known: boolean;
}

/** Maximum length of a stored file name: the limit of common file systems. */
const maxFileNameLength = 255;

/** Computes the start of a file's hash, by which it is recognised. */
export function computeContentHash(upload: Pick<PictureUpload, "bytes" | "owner">): string {
  const hash =
    upload.bytes instanceof Uint8Array
      ? createHash("sha256")
          .update(upload.owner ?? "")
          .update(upload.bytes)
          .digest("hex")
      : upload.bytes.sha256;
  return hash.slice(0, 24);
}

/**
 * Stores a picture: encodes it, stores the file, then the row, so that no row lacks its file (a rollback leaves a file
 * without a row, which the next attempt uses). The id is derived from the uploaded bytes: the same file again is the
 * same picture whatever the encoder, is not encoded again, and keeps the first texts; a lost file is restored. Refused
 * as `encodeMaster` refuses; throws when the disk is full.
 */
export async function storeImage(
  tx: Executor,
  upload: PictureUpload,
  storage: Storage = mediaStorage(),
): Promise<Result<StoredPicture>> {
  const hash = computeContentHash(upload);
  const find = () => (upload.owner === undefined ? findByContentHash(tx, hash) : findMedia(tx, hash));
  const isWhole = async (row: Awaited<ReturnType<typeof find>>) =>
    row !== undefined && (await storage.size(masterKey(row.id, row.format, row.revision))) !== undefined;
  const before = await find();
  if (before && (await isWhole(before))) return ok({ ...before, known: true });
  return runUploadEncoding(async () => {
    // The same file may have been stored while this one waited.
    const known = await find();
    if (known && (await isWhole(known))) return ok({ ...known, known: true });
    const bytes = upload.bytes instanceof Uint8Array ? upload.bytes : await upload.bytes.read();
    const encoded = await encodeMaster(bytes, upload.square ? { square: upload.square } : {});
    if (!encoded.ok) return encoded;
    return ok(await storeMaster(tx, upload, hash, encoded.value, storage));
  });
}

async function storeMaster(
  tx: Executor,
  upload: PictureUpload,
  hash: string,
  { format, width, height, animated, bytes }: Master,
  storage: Storage,
): Promise<StoredPicture> {
  return tx.transaction(async (inner) => {
    const known = upload.owner === undefined ? await findByContentHash(inner, hash) : undefined;
    const id = known?.id ?? (await findFreeId(inner, hash));
    const revision = known?.revision ?? 0;
    await lockFilesShared(inner, id);
    await storage.put(masterKey(id, format, revision), bytes);
    const words = {
      alt: upload.alt,
      caption: upload.caption,
      credit: upload.credit,
      originalName: upload.originalName.slice(0, maxFileNameLength),
    };
    await inner
      .insert(media)
      .values({ id, format, width, height, animated, bytes: bytes.byteLength, ...words })
      // Another process was faster, or the file was lost: the row must describe the file just written.
      .onConflictDoUpdate({
        target: media.id,
        set: {
          format: sql`excluded.format`,
          width: sql`excluded.width`,
          height: sql`excluded.height`,
          animated: sql`excluded.animated`,
          bytes: sql`excluded.bytes`,
        },
      });
    if (upload.owner === undefined) await addToLibrary(inner, id, hash, upload.uploaderId);
    return { id, width, height, format, revision, known: known !== undefined };
  });
}

/** Returns the hash itself as id, unless the picture with that id has another file by now. */
async function findFreeId(tx: Executor, hash: string): Promise<string> {
  for (let n = 0, id = hash; ; n += 1) {
    const [other] = await tx
      .select({ contentHash: libraryPictures.contentHash })
      .from(libraryPictures)
      .where(eq(libraryPictures.mediaId, id));
    if (!other || other.contentHash === hash) return id;
    id = createHash("sha256").update(`${hash} ${n}`).digest("hex").slice(0, 24);
  }
}

/** The text by which a picture is found, from its row. */
const searchVector = sql`to_tsvector('fr'::regconfig, translate(concat_ws(' ', ${media.alt}, ${media.caption}, ${media.credit}, ${media.originalName}), '._-/', '    '))`;

async function addToLibrary(tx: Executor, id: string, hash: string, uploaderId: number | undefined): Promise<void> {
  await tx.execute(sql`
    insert into ${libraryPictures} (media_id, uploader_id, content_hash, has_alt, search)
    select ${media.id}, ${uploaderId ?? null}::bigint, ${hash}, ${media.alt} <> '', ${searchVector}
    from ${media} where ${media.id} = ${id}
    on conflict (media_id) do nothing`);
}

/**
 * Updates what the search derives from a picture's texts. Call it with each change of those, in the same transaction.
 */
export async function updatePictureSearch(tx: Executor, id: string): Promise<void> {
  await tx.execute(sql`
    update ${libraryPictures} set has_alt = ${media.alt} <> '', search = ${searchVector}
    from ${media} where ${media.id} = ${id} and ${libraryPictures.mediaId} = ${id}`);
}

/** The advisory lock space of pictures' files. */
const fileLockSpace = 20_241_124;
/** 256 locks for all pictures: an import may hold one per picture, and PostgreSQL's lock table is small. */
const fileLockId = (id: string) => Number.parseInt(id.slice(0, 2), 16);

/** Prevents the deletion of these files until the end of the transaction. Uploads do not wait for each other. */
async function lockFilesShared(tx: Executor, id: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${fileLockSpace}, ${fileLockId(id)})`);
}

/**
 * Deletes a picture with its files unless something shows it; returns whether it did. It waits for transactions that
 * start to show the picture, and then keeps it. In a caller's transaction the files are deleted before its commit:
 * `check` finds a row without its file.
 */
export async function removeImage(tx: Executor, id: string, storage: Storage = mediaStorage()): Promise<boolean> {
  const removed = await tx.transaction(async (inner) => {
    await inner.select({ id: media.id }).from(media).where(eq(media.id, id)).for("update");
    // A separate statement: its snapshot includes what was committed while it waited for the lock.
    return inner
      .delete(media)
      .where(
        and(
          eq(media.id, id),
          notExists(inner.select({ one: sql`1` }).from(memberAvatars).where(eq(memberAvatars.mediaId, id))),
          isUnused(media.id),
        ),
      )
      .returning({ id: media.id });
  });
  if (removed.length > 0) await removeFiles(tx, id, storage);
  return removed.length > 0;
}

/** Does work while no upload of this picture is in progress; returns false without doing it if one is. */
export async function withUnusedFiles(
  db: Executor,
  id: string,
  work: (tx: Executor) => Promise<void>,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [lock] = await tx.execute<{ free: boolean }>(
      sql`select pg_try_advisory_xact_lock(${fileLockSpace}, ${fileLockId(id)}) as free`,
    );
    if (lock?.free) await work(tx);
    return lock?.free === true;
  });
}

/**
 * Deletes the files after the row, unless somebody is uploading the same picture again, or a backup runs that may still
 * have to read them. The worker removes what remains (`cleaning/`).
 */
async function removeFiles(tx: Executor, id: string, storage: Storage): Promise<void> {
  await withUnusedFiles(tx, id, async (inner) => {
    if ((await findMedia(inner, id)) || (await isBackupRunning(inner))) return;
    await storage.delete(pictureFolder(id));
  });
}
