import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type postgres from "postgres";
import { env } from "#lib/env.ts";
import { isEncrypting } from "../encryption/encryption.ts";
import {
  type ArchiveHeader,
  type ArchiveManifest,
  type ArchiveTable,
  archiveFormat,
  headerEntry,
  manifestEntry,
  pictureEntry,
  pictureListEntry,
  secretEntry,
  secretNames,
  tableEntry,
} from "./archive-format.ts";
import type { CreateArchiveOptions } from "./archive-options.ts";
import { readMasters } from "./master-reader.ts";
import { findOriginOfTables } from "./origin-of-tables.ts";
import { listSequences, type SiteTable } from "./queries.ts";
import { RowHash } from "./row-hash.ts";
import { openSnapshot } from "./snapshot.ts";
import { TableReader } from "./table-reader.ts";
import { TarWriter } from "./tar-writer.ts";

/** A part of the list of pictures is written once it has this size (bytes). */
const listPartBytes = 2 ** 20;

/**
 * The bytes of an archive's tar, each valid until the next ones are asked for. `done` receives the manifest.
 */
export async function* writeTar(
  options: CreateArchiveOptions,
  done: (manifest: ArchiveManifest) => void,
): AsyncGenerator<Uint8Array> {
  const snapshot = await openSnapshot(options.url, options.signal);
  try {
    const { sql } = snapshot;
    const { tables, leftOut, ...origin } = await findOriginOfTables(sql);
    const header: ArchiveHeader = {
      product: "vigie",
      format: archiveFormat,
      version: programVersion(),
      ...origin,
      madeAt: snapshot.at.toISOString(),
      siteUrl: env().SITE_URL,
      pictures: options.pictures,
      tables,
    };
    const tar = new TarWriter(snapshot.at);
    yield* tar.entry(headerEntry, [toJson(header)]);
    const written: ArchiveTable[] = [];
    const reader = new TableReader(sql);
    for (const table of tables) written.push(yield* writeTable(tar, reader, table, options, snapshot.bytes));
    const sequences = await listSequences(sql);
    const pictureTotals = yield* writePictures(tar, sql, options);
    const hasSecrets = yield* writeSecrets(tar, options);
    await snapshot.check();
    const manifest: ArchiveManifest = {
      ...header,
      tables: written,
      leftOut,
      sequences,
      pictureTotals,
      hasSecrets,
      sha256: tar.digest(),
    };
    yield* tar.entry(manifestEntry, [toJson(manifest)]);
    yield* tar.end();
    done(manifest);
  } finally {
    await snapshot.close();
  }
}

async function* writeTable(
  tar: TarWriter,
  reader: TableReader,
  table: SiteTable,
  { onProgress }: CreateArchiveOptions,
  progress: { done: number; total: number },
): AsyncGenerator<Uint8Array, ArchiveTable> {
  const rows = new RowHash();
  const before = progress.done;
  let part = 0;
  for await (const pieces of reader.read(table, rows)) {
    part += 1;
    yield* tar.entry(tableEntry(table, part), pieces);
    progress.done = before + rows.bytes;
    onProgress?.({ part: "database", bytes: progress.done, total: progress.total });
  }
  return { ...table, rows: rows.rows, bytes: rows.bytes, rowsHash: rows.digest() };
}

async function* writePictures(
  tar: TarWriter,
  sql: postgres.Sql,
  options: CreateArchiveOptions,
): AsyncGenerator<Uint8Array, ArchiveManifest["pictureTotals"]> {
  const totals = { count: 0, bytes: 0, missing: 0 };
  if (options.pictures === "omitted") return totals;
  const isReferenced = options.pictures === "referenced";
  let list: Uint8Array[] = [];
  let listBytes = 0;
  let part = 0;
  const [sum] = await sql<{ total: number }[]>`select coalesce(sum(bytes), 0)::float8 as total from media`;
  for await (const { picture } of readMasters(sql, options.storage, isReferenced ? options.knownPicture : undefined)) {
    if (!picture) {
      totals.missing += 1;
      continue;
    }
    const { key, size, sha256, bytes } = picture;
    totals.count += 1;
    totals.bytes += size;
    if (!isReferenced && bytes) {
      yield* tar.entry(pictureEntry(key), [bytes]);
      freeMemory(bytes);
    }
    options.onPicture?.({ key, size, sha256 });
    options.onProgress?.({ part: "pictures", bytes: totals.bytes, total: sum?.total });
    const line = Buffer.from(`${sha256} ${size} ${key}\n`);
    list.push(line);
    listBytes += line.length;
    if (listBytes < listPartBytes) continue;
    part += 1;
    yield* tar.entry(pictureListEntry(part), list);
    list = [];
    listBytes = 0;
  }
  if (listBytes > 0) yield* tar.entry(pictureListEntry(part + 1), list);
  return totals;
}

/** Frees the memory of large bytes at once: the garbage collector would wait for tens of megabytes of them. */
function freeMemory({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

/** Writes the secret keys into an encrypted archive. One that the environment sets takes precedence, as at a start. */
async function* writeSecrets(tar: TarWriter, options: CreateArchiveOptions): AsyncGenerator<Uint8Array, boolean> {
  if (!isEncrypting(options) || options.secrets === false) return false;
  const set = { "auth-secret": process.env.AUTH_SECRET, "actions-key": process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY };
  let found = false;
  for (const name of secretNames) {
    const secret = set[name] ? Buffer.from(set[name]) : await readFile(join(options.dataDir, name)).catch(ifMissing);
    if (!secret) continue;
    found = true;
    yield* tar.entry(secretEntry(name), [secret]);
  }
  return found;
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

const toJson = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 1)}\n`);

/** The version of this program. */
export function programVersion(): string {
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return String(JSON.parse(text).version);
}
