import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ok, type Result, refused } from "#lib/result.ts";
import { readAvailableBytes } from "#lib/storage/disk-reserve.ts";
import { keptDays, maxExportBytes } from "./rules.ts";

/** The folder of uploaded exports, always on this machine. */
export const uploadedExportsFolder = (dataDir: string): string => join(dataDir, "imports");

const partOf = (folder: string, memberId: number, key: string) => join(folder, `${memberId}-${key}.part`);

/** How much (bytes) of an unfinished upload is here: a browser continues there. */
export async function readUploadedSize(folder: string, memberId: number, key: string): Promise<number> {
  return (await stat(partOf(folder, memberId, key)).catch(() => undefined))?.size ?? 0;
}

/**
 * Appends a piece to an unfinished upload. Returns what is here afterwards (bytes). A piece that does not begin where the file ends
 * changes nothing, so a repeated one is harmless. A connection that breaks leaves what has arrived. Refused with
 * `import.tooLarge`, or `import.noRoom` if the disk would be full.
 */
export async function appendPiece(
  folder: string,
  piece: { memberId: number; key: string; offset: number; total: number; body: ReadableStream<Uint8Array> },
): Promise<Result<number>> {
  if (piece.total > maxExportBytes) return refused("import.tooLarge", undefined, { gigabytes: maxExportBytes / 1e9 });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = partOf(folder, piece.memberId, piece.key);
  const here = await readUploadedSize(folder, piece.memberId, piece.key);
  // Two at once, as from two tabs, would write over each other.
  if (piece.offset !== here || writing.has(path)) return ok(here);
  writing.add(path);
  try {
    if ((await readAvailableBytes(folder)) < piece.total - here) return refused("import.noRoom");
    await writeBounded(piece.body, path, piece.total - here, "a");
    return ok(await readUploadedSize(folder, piece.memberId, piece.key));
  } finally {
    writing.delete(path);
  }
}

/** The unfinished uploads to which a piece is being appended. */
const writing = new Set<string>();

/** Writes a body to a file; what goes beyond `max` bytes is an error, and so is a body that breaks off. */
export async function writeBounded(
  body: ReadableStream<Uint8Array> | Readable,
  path: string,
  max: number,
  flags: "a" | "wx",
): Promise<void> {
  let bytes = 0;
  const limit = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length;
      if (bytes > max) done(new BodyTooLong("The body is longer than it said."));
      else done(null, chunk);
    },
  });
  const source = body instanceof Readable ? body : Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
  await pipeline(source, limit, createWriteStream(path, { flags, mode: 0o600 }));
}

export class BodyTooLong extends Error {}

/** Gives a complete upload its name as an export, which the run keeps. Undefined if it is incomplete. */
export async function finishUpload(
  folder: string,
  { memberId, key, total }: { memberId: number; key: string; total: number },
): Promise<string | undefined> {
  if (total === 0 || (await readUploadedSize(folder, memberId, key)) !== total) return undefined;
  const name = newExportName();
  // Of two requests at once, one finds no file any more.
  const renamed = await rename(partOf(folder, memberId, key), join(folder, name)).then(
    () => true,
    () => false,
  );
  return renamed ? name : undefined;
}

export const newExportName = () => `${randomUUID()}.xml`;

/** The path of an uploaded export by the name in its run; undefined for any other text. */
export function findUploadedExport(folder: string, name: unknown): string | undefined {
  return typeof name === "string" && /^[0-9a-f-]{36}\.xml$/.test(name) ? join(folder, name) : undefined;
}

/**
 * Removes files that nobody has used for `keptDays`: unfinished uploads and exports of dry runs. `inUse` names
 * those of imports that wait or run.
 */
export async function removeOldUploads(folder: string, inUse: ReadonlySet<string>, now = Date.now()): Promise<number> {
  let removed = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    if (!/^(?:[0-9a-f-]{36}\.xml|unpacked\.xml|\d+-[0-9a-f]{32}\.part)$/.test(name) || inUse.has(name)) continue;
    const info = await stat(join(folder, name)).catch(() => undefined);
    if (!info || now - info.mtimeMs < keptDays * 86_400_000) continue;
    await rm(join(folder, name), { force: true });
    removed += 1;
  }
  return removed;
}
