import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { refused } from "#lib/result.ts";
import { isSystemError } from "#lib/storage/disk-errors.ts";
import { ImportFailure } from "../import-reason.ts";

/** An export in a file: the file itself, or one that an archive holds. */
export interface ExportPart {
  /** For people only: a name in an archive is never a path. */
  name: string;
  /** Unpacked, as far as the archive says; 0: unknown. */
  bytes: number;
  /** Reads it from its beginning; undefined: the file is the export. */
  read: (() => Promise<Readable>) | undefined;
}

/** Entries of an archive that are looked at: a backup with its pictures has thousands. */
export const maxArchiveEntries = 100_000;
/** Exports in one archive. WordPress.com splits a large site into some dozens. */
export const maxArchiveExports = 500;

/**
 * Lists the exports in a file: one for an `.xml` or gzip file, those of a zip archive in natural order. What the file is
 * is read from its first bytes. Archives in an archive are not opened. Throws an ImportFailure.
 */
export async function listExportParts(path: string): Promise<ExportPart[]> {
  const start = await readStart(path);
  const name = basename(path);
  if (start[0] === 0x1f && start[1] === 0x8b)
    return [{ name: name.replace(/\.gz$/i, ""), bytes: 0, read: async () => gunzip(path) }];
  if (start.toString("latin1", 0, 2) === "PK") return listZip(path);
  return [{ name, bytes: 0, read: undefined }];
}

/** The first bytes; none of a file that cannot be read: opening the export says why. */
async function readStart(path: string): Promise<Buffer> {
  const info = await stat(path).catch(() => undefined);
  const file = info?.isFile() ? await open(path).catch(() => undefined) : undefined;
  if (!file) return Buffer.alloc(0);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function gunzip(path: string): Readable {
  const file = createReadStream(path);
  const unpacked = createGunzip();
  file.once("error", (error) => unpacked.destroy(error));
  unpacked.once("close", () => file.destroy());
  return file.pipe(unpacked);
}

async function listZip(path: string): Promise<ExportPart[]> {
  const zip = await openZip(path);
  const parts: ExportPart[] = [];
  try {
    let seen = 0;
    for await (const entry of zip.eachEntry()) {
      seen += 1;
      if (seen > maxArchiveEntries)
        throw new ImportFailure(refused("import.archiveTooMany", undefined, { max: maxArchiveEntries }), { path });
      const name = readName(entry);
      if (!isExportName(name)) continue;
      if (entry.isEncrypted()) throw new ImportFailure(refused("import.archiveEncrypted"), { path });
      if (parts.length >= maxArchiveExports)
        throw new ImportFailure(refused("import.archiveTooMany", undefined, { max: maxArchiveExports }), { path });
      parts.push({ name: basename(name), bytes: entry.uncompressedSize, read: () => readEntry(path, entry) });
    }
  } catch (error) {
    throw toArchiveFailure(error, path);
  } finally {
    zip.close();
  }
  if (parts.length === 0) throw new ImportFailure(refused("import.archiveWithoutExport"), { path });
  const natural = new Intl.Collator("en", { numeric: true });
  return parts.sort((one, other) => natural.compare(one.name, other.name));
}

/** Names are not decoded by the library: it would refuse archives for names that nobody uses here. */
const openZip = (path: string): Promise<ZipFile> =>
  openPromise(path, { autoClose: false, decodeStrings: false }).catch((error: unknown) => {
    throw toArchiveFailure(error, path);
  });

async function readEntry(path: string, entry: Entry): Promise<Readable> {
  const zip = await openZip(path);
  try {
    const stream = await zip.openReadStreamPromise(entry);
    stream.once("close", () => zip.close());
    return stream;
  } catch (error) {
    zip.close();
    throw toArchiveFailure(error, path);
  }
}

const readName = (entry: Entry) => entry.fileNameRaw.toString("utf8").replaceAll("\\", "/").slice(0, 1_000);

/** Without the files that macOS adds. */
function isExportName(name: string): boolean {
  return /\.xml$/i.test(name) && !name.startsWith("__MACOSX/") && !basename(name).startsWith(".");
}

/** The failure for anything that an archive's library throws; system errors (a full disk) stay as they are. */
export function toArchiveFailure(error: unknown, path: string): Error {
  if (error instanceof ImportFailure) return error;
  if (error instanceof Error && isSystemError(error)) return error;
  return new ImportFailure(refused("import.archiveBroken"), { path, cause: error });
}
