import type { Executor } from "#db/client.ts";
import { media } from "#db/schema.ts";
import { ok, type Result } from "#lib/result.ts";
import { mediaStorage, type Storage } from "#lib/storage.ts";
import { makeMaster } from "./encoding/master.ts";
import { masterKey } from "./keys.ts";

export interface Upload {
  bytes: Uint8Array;
  originalName: string;
  alt?: string;
  caption?: string;
  credit?: string;
}

/**
 * Keeps a picture: encodes it anew, stores the file, then the row, so that a row never stands without its file (the other way round is
 * found by `vigie check`). The same bytes again give the same id and leave the first one's words.
 * Refused as `makeMaster` says; throws when the disk is full.
 */
export async function storeImage(
  tx: Executor,
  upload: Upload,
  storage: Storage = mediaStorage(),
): Promise<Result<{ id: string; width: number; height: number; format: string }>> {
  const made = await makeMaster(upload.bytes);
  if (!made.ok) return made;
  const { id, format, width, height, animated, bytes } = made.value;
  await storage.put(masterKey(id, format), bytes);
  const words = { alt: upload.alt, caption: upload.caption, credit: upload.credit, originalName: upload.originalName };
  await tx
    .insert(media)
    .values({ id, format, width, height, animated, bytes: bytes.byteLength, ...words })
    .onConflictDoNothing();
  return ok({ id, width, height, format });
}
