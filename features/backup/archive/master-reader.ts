import { createHash } from "node:crypto";
import type postgres from "postgres";
import { masterKey } from "#features/media/storage-keys.ts";
import type { Storage } from "#lib/storage/storage.ts";
import type { ArchivePicture } from "./archive-format.ts";
import { listPictures, type PictureRow } from "./queries.ts";

/** Files that are read at once: waiting for a disk or a bucket, not for the processor. */
const concurrentReads = 24;
/** How much is read ahead (bytes): a file that is larger is read alone. */
const maxBytesAhead = 16 * 2 ** 20;
const rowsPerPage = 1_000;

/** A master that was read; without bytes if the library's picture has no file. */
interface ReadMaster {
  key: string;
  picture: (ArchivePicture & { bytes?: Uint8Array }) | undefined;
}

/**
 * Reads the masters of all pictures in the order of their ids, a bounded number of them ahead.
 * @param known returns what is known about a master already, which is then not read (`bytes` is absent)
 */
export async function* readMasters(
  sql: postgres.Sql,
  storage: Storage,
  known?: (key: string) => ArchivePicture | undefined,
): AsyncGenerator<ReadMaster> {
  const ahead: { size: number; master: Promise<ReadMaster> }[] = [];
  let bytesAhead = 0;
  const next = () => {
    const first = ahead.shift();
    bytesAhead -= first?.size ?? 0;
    return first?.master;
  };
  const rows = pictureRows(sql);
  try {
    for await (const { id, format, revision, bytes } of rows) {
      while (ahead.length > 0 && (ahead.length >= concurrentReads || bytesAhead + bytes > maxBytesAhead)) {
        const master = await next();
        if (master) yield master;
      }
      const master = readMaster(storage, masterKey(id, format, revision), known);
      // It is awaited in its turn.
      master.catch(() => {});
      ahead.push({ size: bytes, master });
      bytesAhead += bytes;
    }
    while (ahead.length > 0) {
      const master = await next();
      if (master) yield master;
    }
  } finally {
    await Promise.allSettled(ahead.map(({ master }) => master));
  }
}

async function* pictureRows(sql: postgres.Sql): AsyncGenerator<PictureRow> {
  for (let after = ""; ; ) {
    const page = await listPictures(sql, after, rowsPerPage);
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < rowsPerPage) return;
    after = last.id;
  }
}

async function readMaster(
  storage: Storage,
  key: string,
  known: ((key: string) => ArchivePicture | undefined) | undefined,
): Promise<ReadMaster> {
  const earlier = known?.(key);
  if (earlier) return { key, picture: earlier };
  // Deleted since the snapshot, or missing for long: the archive counts it, and the other pictures are kept.
  const bytes = await storage.read(key);
  if (!bytes) return { key, picture: undefined };
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { key, picture: { key, size: bytes.length, sha256, bytes } };
}
