import { createHash } from "node:crypto";
import { and, eq, notExists, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articleMedia, articles, media, memberAvatars } from "#db/schema.ts";
import { ok, type Result } from "#lib/result.ts";
import { mediaStorage, type Storage } from "#lib/storage.ts";
import { throughGate } from "./encoding/gate.ts";
import { makeMaster } from "./encoding/master.ts";
import { masterKey, pictureFolder } from "./keys.ts";
import { findMedia } from "./queries.ts";

export interface Upload {
  bytes: Uint8Array;
  /** A note for people; what the file is, its content says. */
  originalName: string;
  alt?: string;
  caption?: string;
  credit?: string;
  /** Only the picture's middle, so many pixels wide and high. */
  square?: number;
  /** Whose it is, where the same file of two people must be two pictures: each goes with its owner. */
  owner?: string;
}

/** Characters kept of a file's name: the most that a file system allows. */
const longestName = 255;

/**
 * Keeps a picture: encodes it anew, stores the file, then the row, so that a row never stands without its file (a transaction rolled
 * back leaves a file without a row, which the next try takes up). The id comes from the bytes as they came: the same file again is the
 * same picture whatever encoder made the copy, costs no encoding, and leaves the first one's words; a lost file comes back.
 * Refused as `makeMaster` says; throws when the disk is full.
 */
export async function storeImage(
  tx: Executor,
  upload: Upload,
  storage: Storage = mediaStorage(),
): Promise<Result<{ id: string; width: number; height: number; format: string }>> {
  const id = createHash("sha256")
    .update(upload.owner ?? "")
    .update(upload.bytes)
    .digest("hex")
    .slice(0, 24);
  const known = await findMedia(tx, id);
  if (known && (await storage.size(masterKey(id, known.format))) !== undefined)
    return ok({ id, width: known.width, height: known.height, format: known.format });

  const made = await throughGate(() => makeMaster(upload.bytes, upload.square ? { square: upload.square } : {}));
  if (!made.ok) return made;
  const { format, width, height, animated, bytes } = made.value;
  await storage.put(masterKey(id, format), bytes);
  const words = {
    alt: upload.alt,
    caption: upload.caption,
    credit: upload.credit,
    originalName: upload.originalName.slice(0, longestName),
  };
  await tx
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
  return ok({ id, width, height, format });
}

/** Removes a picture with its files unless something still shows it; returns whether it did. Before the caller's commit: `check` finds a row without its file. */
export async function removeImage(tx: Executor, id: string, storage: Storage = mediaStorage()): Promise<boolean> {
  const gone = await tx
    .delete(media)
    .where(
      and(
        eq(media.id, id),
        notExists(tx.select({ one: sql`1` }).from(memberAvatars).where(eq(memberAvatars.mediaId, id))),
        notExists(tx.select({ one: sql`1` }).from(articleMedia).where(eq(articleMedia.mediaId, id))),
        notExists(tx.select({ one: sql`1` }).from(articles).where(eq(articles.leadMediaId, id))),
      ),
    )
    .returning({ id: media.id });
  if (gone.length > 0) await storage.delete(pictureFolder(id));
  return gone.length > 0;
}
