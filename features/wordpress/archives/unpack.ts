import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { refused } from "#lib/result.ts";
import { readAvailableBytes, spaceCheckBytes } from "#lib/storage/disk-reserve.ts";
import { ImportFailure } from "../import-reason.ts";
import { type ExportPart, listExportParts, toArchiveFailure } from "./list-parts.ts";

/** The largest export that is unpacked (bytes), whatever an archive says of itself. */
export const maxUnpackedBytes = 20_000_000_000;

/** One name is enough: imports run one at a time, and what a killed one left is overwritten. */
export const unpackedName = "unpacked.xml";

interface UnpackOptions {
  /** Where the file is written. */
  folder: string;
  signal?: AbortSignal | undefined;
  maxBytes?: number;
  /** For tests: free disk space (bytes) that is left to the database. */
  reserved?: number;
}

/**
 * Unpacks an export of an archive in bounded memory, and returns its path; the caller removes the file. Stops at a limit
 * of bytes, and where the disk would get full: what an archive says of its size is no measure. Throws an ImportFailure.
 */
export async function unpackPart(
  archive: string,
  part: ExportPart,
  { folder, signal, maxBytes = maxUnpackedBytes, reserved }: UnpackOptions,
): Promise<string> {
  if (!part.read) return archive;
  const noRoom = () => new ImportFailure(refused("import.archiveNoRoom"), { path: archive });
  const tooLarge = () =>
    new ImportFailure(refused("import.archiveTooLarge", undefined, { gigabytes: maxBytes / 1e9 }), { path: archive });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (part.bytes > maxBytes) throw tooLarge();
  if ((await readAvailableBytes(folder, reserved)) < part.bytes) throw noRoom();
  const path = join(folder, unpackedName);
  let bytes = 0;
  let checked = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) return done(tooLarge());
      if (bytes - checked < spaceCheckBytes) return done(null, chunk);
      checked = bytes;
      readAvailableBytes(folder, reserved).then(
        (available) => (available < 0 ? done(noRoom()) : done(null, chunk)),
        done,
      );
    },
  });
  try {
    await rm(path, { force: true });
    await pipeline(await part.read(), limit, createWriteStream(path, { flags: "wx", mode: 0o600 }), { signal });
    return path;
  } catch (error) {
    await rm(path, { force: true });
    throw signal?.aborted ? error : toArchiveFailure(error, archive);
  }
}

/** Whether the first export in a file begins as one does. Reads its first megabyte only. Throws an ImportFailure. */
export async function beginsAsExport(path: string): Promise<boolean> {
  const [first] = await listExportParts(path);
  if (!first?.read) return false;
  let text = "";
  const stream = await first.read();
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      text += chunk.toString("latin1");
      if (text.length > 1_000_000) break;
    }
  } catch (error) {
    throw toArchiveFailure(error, path);
  } finally {
    stream.destroy();
  }
  // UTF-16 has a NUL beside each letter.
  return /<rss[\s>]/.test(text.replaceAll("\0", ""));
}
