import { createHash } from "node:crypto";
import { and, eq, notExists, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { libraryPictures, media, memberAvatars } from "#db/schema.ts";
import { ok, type Result } from "#lib/result.ts";
import { mediaStorage } from "#lib/storage/media-storage.ts";
import type { Storage } from "#lib/storage/storage.ts";
import { runUploadEncoding } from "./encoding/concurrency-limit.ts";
import { encodeMaster, type Master } from "./encoding/master.ts";
import { findByContentHash, findMedia, isUnused } from "./queries.ts";
import { masterKey, pictureFolder } from "./storage-keys.ts";

/** A file that waits on the disk until its turn has come, so that those waiting hold no memory. */
export interface SpooledFile {
  /** SHA-256 of its bytes, in hexadecimal. */
  sha256: string;
  read(): Promise<Uint8Array>;
}

interface PictureUpload {
  bytes: Uint8Array | SpooledFile;
  /** A note for people; what the file is, its content says. */
  originalName: string;
  alt?: string;
  caption?: string;
  credit?: string;
  /** Who brings it into the library. */
  uploaderId?: number;
  /** Only the picture's middle, so many pixels wide and high. */
  square?: number;
  /** Whose it is, where the same file of two people must be two pictures: each goes with its owner. Such are not in the library. */
  owner?: string;
}

export interface StoredPicture {
  id: string;
  width: number;
  height: number;
  format: string;
  revision: number;
  /** It was there already. */
  known: boolean;
}

/** Characters kept of a file's name: the most that a file system allows. */
const maxFileNameLength = 255;

/** The start of a file's hash, by which it is recognised. */
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
 * Keeps a picture: encodes it anew, stores the file, then the row, so that a row never stands without its file (a transaction rolled
 * back leaves a file without a row, which the next try takes up). The id comes from the bytes as they came: the same file again is the
 * same picture whatever encoder made the copy, costs no encoding, and leaves the first one's words; a lost file comes back.
 * Refused as `encodeMaster` says; throws when the disk is full.
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
    // The same file may have come just before, while this one waited.
    const known = await find();
    if (known && (await isWhole(known))) return ok({ ...known, known: true });
    const bytes = upload.bytes instanceof Uint8Array ? upload.bytes : await upload.bytes.read();
    const made = await encodeMaster(bytes, upload.square ? { square: upload.square } : {});
    if (!made.ok) return made;
    return ok(await storeMaster(tx, upload, hash, made.value, storage));
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
      // Another process was faster, or the file had been lost: what describes the file follows the file just written.
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

/** The hash itself, unless the picture of that id shows another file by now. */
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

/** The words that a picture is found by, from its row. */
const searchVector = sql`to_tsvector('fr'::regconfig, translate(concat_ws(' ', ${media.alt}, ${media.caption}, ${media.credit}, ${media.originalName}), '._-/', '    '))`;

async function addToLibrary(tx: Executor, id: string, hash: string, uploaderId: number | undefined): Promise<void> {
  await tx.execute(sql`
    insert into ${libraryPictures} (media_id, uploader_id, content_hash, has_alt, search)
    select ${media.id}, ${uploaderId ?? null}::bigint, ${hash}, ${media.alt} <> '', ${searchVector}
    from ${media} where ${media.id} = ${id}
    on conflict (media_id) do nothing`);
}

/** Sets what the library derives from a picture's words; with each change of those, in the same transaction. */
export async function updatePictureSearch(tx: Executor, id: string): Promise<void> {
  await tx.execute(sql`
    update ${libraryPictures} set has_alt = ${media.alt} <> '', search = ${searchVector}
    from ${media} where ${media.id} = ${id} and ${libraryPictures.mediaId} = ${id}`);
}

/** Names the locks on pictures' files among the database's advisory locks. */
const fileLockSpace = 20_241_124;
/** 256 locks for all pictures: an import may hold one for each picture it brings, and their table is small. */
const fileLockId = (id: string) => Number.parseInt(id.slice(0, 2), 16);

/** Until the transaction's end nobody takes these files away. Those who bring files do not wait for each other. */
async function lockFilesShared(tx: Executor, id: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${fileLockSpace}, ${fileLockId(id)})`);
}

/**
 * Removes a picture with its files unless something shows it; returns whether it did. Whoever begins to show it at the same time is
 * waited for, and keeps it. In a caller's transaction the files go before its commit: `check` finds a row without its file.
 */
export async function removeImage(tx: Executor, id: string, storage: Storage = mediaStorage()): Promise<boolean> {
  const gone = await tx.transaction(async (inner) => {
    await inner.select({ id: media.id }).from(media).where(eq(media.id, id)).for("update");
    // A statement of its own: it sees what was committed while the lock was waited for.
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
  if (gone.length > 0) await removeFiles(tx, id, storage);
  return gone.length > 0;
}

/** After the row: unless somebody is bringing the same picture back just now. What stays so, `check` finds. */
async function removeFiles(tx: Executor, id: string, storage: Storage): Promise<void> {
  await tx.transaction(async (inner) => {
    const [lock] = await inner.execute<{ free: boolean }>(
      sql`select pg_try_advisory_xact_lock(${fileLockSpace}, ${fileLockId(id)}) as free`,
    );
    if (lock?.free && !(await findMedia(inner, id))) await storage.delete(pictureFolder(id));
  });
}
